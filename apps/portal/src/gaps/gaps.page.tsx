import type { Gap } from '@mingda/contracts';
import { CheckCircleOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Pagination, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { formatDay } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { QualityTabs } from '../quality/quality-tabs.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { gapListQuery, gapPageSize, type GapView } from './gap-queries.ts';
import styles from './gaps.module.css';

const states = ['open', 'in-progress', 'measuring', 'closed', 'dismissed'] as const;

export function GapsPage() {
  const { t } = useLanguage();
  const [view, setView] = useState<GapView>({ collectionId: '', state: '', page: 1 });
  const list = useQuery({ ...gapListQuery(view), placeholderData: keepPreviousData });
  const collections = useQuery(collectionsQuery);
  const nameOf = (id: string) => collections.data?.items.find((it) => it.id === id)?.name ?? '';
  const counts = list.data?.counts;
  const hours = list.data?.medianLeadTimeHours ?? null;
  return (
    <>
      <PageHeader title={t.gaps.title} intro={t.gaps.intro} />
      <QualityTabs />
      <div className={styles.toolbar}>
        <Select
          aria-label={t.reviews.collection}
          className={styles.collection}
          value={view.collectionId}
          options={[
            { value: '', label: t.reviews.allCollections },
            ...(collections.data?.items.map((it) => ({ value: it.id, label: it.name })) ?? []),
          ]}
          onChange={(collectionId) => setView({ ...view, collectionId, page: 1 })}
        />
        <div className={styles.filters} role="group" aria-label={t.gaps.filter}>
          {(['', ...states] as const).map((state) => (
            <button
              key={state}
              type="button"
              aria-pressed={state === view.state}
              onClick={() => setView({ ...view, state, page: 1 })}
            >
              {state === '' ? t.gaps.all : t.gaps.states[state]}
              {state !== '' && <span>{counts?.[state] ?? 0}</span>}
            </button>
          ))}
        </div>
        <p className={styles.lead}>
          {t.gaps.leadTime}: <strong>{hours === null ? t.gaps.none : t.gaps.hours(hours)}</strong>
        </p>
      </div>
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.items.length === 0 && (
        <EmptyState icon={<CheckCircleOutlined aria-hidden />} title={t.gaps.emptyTitle} text={t.gaps.emptyText} />
      )}
      {list.data !== undefined && list.data.items.length > 0 && (
        <section className={styles.panel} aria-label={t.gaps.title}>
          <ul>
            {list.data.items.map((gap) => (
              <GapRow key={gap.id} gap={gap} collection={nameOf(gap.collectionId)} />
            ))}
          </ul>
          <Pagination
            className={styles.pagination}
            align="center"
            current={view.page}
            pageSize={gapPageSize}
            total={list.data.total}
            showSizeChanger={false}
            hideOnSinglePage
            onChange={(page) => setView({ ...view, page })}
          />
        </section>
      )}
    </>
  );
}

function GapRow({ gap, collection }: { readonly gap: Gap; readonly collection: string }) {
  const { t } = useLanguage();
  const seen = t.gaps.seen(formatDay(gap.firstSeen, t.locale), formatDay(gap.lastSeen, t.locale));
  const others = gap.examples.filter((it) => it !== gap.title);
  return (
    <li className={styles.row}>
      <div className={styles.rowMain}>
        <Link className={styles.rowTitle} to={gap.id} lang={gap.lang}>
          {gap.title}
        </Link>
        {others.length > 0 && <p className={styles.soft}>{others.join(' · ')}</p>}
        <p className={styles.faint}>
          {[collection, t.gaps.count(gap.questionCount), seen, gap.owner].filter((it) => it !== '').join(' · ')}
        </p>
      </div>
      <span className={styles.state} data-state={gap.state}>
        {t.gaps.states[gap.state]}
      </span>
    </li>
  );
}
