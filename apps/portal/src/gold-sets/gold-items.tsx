import type { GoldItem, GoldSetDetail } from '@mingda/contracts';
import { UnorderedListOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Pagination } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { GoldItemFilters } from './gold-item-filters.tsx';
import { anyItem, goldItemsQuery, pageSize, type ItemFilter } from './gold-set-queries.ts';
import styles from './gold-sets.module.css';

interface GoldItemsProps {
  readonly set: GoldSetDetail;
  readonly onEdit: (item: GoldItem) => void;
}

/** The questions of a set: filters, a page of rows, and what is done to the chosen ones. */
export function GoldItems({ set, onEdit }: GoldItemsProps) {
  const { t } = useLanguage();
  // What counts comes first; candidates have a view of their own.
  const [filter, setFilter] = useState<ItemFilter>({
    ...anyItem,
    state: set.counts.accepted > 0 ? 'accepted' : undefined,
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const page = useQuery(goldItemsQuery(set.name, filter));
  const items = page.data?.items ?? [];
  const total = page.data?.total ?? 0;
  const { candidate, accepted, rejected } = set.counts;
  if (candidate + accepted + rejected === 0) {
    return (
      <EmptyState
        icon={<UnorderedListOutlined aria-hidden />}
        title={t.goldSets.table.emptyTitle}
        text={t.goldSets.table.emptyText}
      />
    );
  }
  const toggle = (ids: readonly string[], on: boolean) => {
    const next = new Set(chosen);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    setChosen(next);
  };
  const ids = items.map((item) => item.id);
  const all = ids.length > 0 && ids.every((id) => chosen.has(id));
  return (
    <section className={styles.panel} aria-label={t.goldSets.table.label}>
      <GoldItemFilters set={set} filter={filter} onChange={setFilter} />
      {chosen.size > 0 && <BulkBar goldSet={set.name} ids={[...chosen]} onDone={() => setChosen(new Set())} />}
      {page.isPending && <Loading />}
      {page.isError && <Failure error={page.error} onRetry={() => void page.refetch()} />}
      {page.isSuccess && total === 0 && <p className={styles.none}>{t.goldSets.table.none}</p>}
      {items.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table} aria-label={t.goldSets.table.label}>
            <thead>
              <tr>
                <th scope="col">
                  <Checkbox
                    aria-label={t.goldSets.filters.all}
                    checked={all}
                    indeterminate={!all && ids.some((id) => chosen.has(id))}
                    onChange={(event) => toggle(ids, event.target.checked)}
                  />
                </th>
                <th scope="col">{t.goldSets.table.question}</th>
                <th scope="col">{t.goldSets.table.state}</th>
                <th scope="col">{t.goldSets.table.split}</th>
                <th scope="col">{t.goldSets.table.tags}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <ItemRow
                  key={item.id}
                  item={item}
                  isChosen={chosen.has(item.id)}
                  onChoose={(on) => toggle([item.id], on)}
                  onEdit={() => onEdit(item)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {total > pageSize && (
        <Pagination
          className={styles.pagination ?? ''}
          align="center"
          current={filter.page}
          pageSize={pageSize}
          total={total}
          showSizeChanger={false}
          onChange={(next) => setFilter({ ...filter, page: next })}
        />
      )}
    </section>
  );
}

interface ItemRowProps {
  readonly item: GoldItem;
  readonly isChosen: boolean;
  readonly onChoose: (on: boolean) => void;
  readonly onEdit: () => void;
}

function ItemRow({ item, isChosen, onChoose, onEdit }: ItemRowProps) {
  const { t } = useLanguage();
  return (
    <tr>
      <td>
        <Checkbox aria-label={item.question} checked={isChosen} onChange={(event) => onChoose(event.target.checked)} />
      </td>
      <th scope="row">
        <button type="button" className={styles.question} onClick={onEdit}>
          {item.question}
        </button>
        <p className={styles.facts}>
          <span className={styles.answer}>{item.answerable ? item.answers[0] : t.goldSets.table.unanswerable}</span>
          <span>{t.goldSets.origins[item.origin]}</span>
          {item.stale !== null && <span className={styles.stale}>{t.goldSets.stale[item.stale]}</span>}
        </p>
      </th>
      <td>
        <span className={styles.tag} data-state={item.state}>
          {t.goldSets.states[item.state]}
        </span>
      </td>
      <td>{t.goldSets.splits[item.split]}</td>
      <td>
        {item.tags.map((tag) => (
          <span key={tag} className={styles.tag}>
            {tag}
          </span>
        ))}
      </td>
    </tr>
  );
}
