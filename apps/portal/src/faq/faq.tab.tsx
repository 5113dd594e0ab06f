import type { FaqEntry } from '@mingda/contracts';
import { PlusOutlined, SafetyCertificateOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Pagination, Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useCollection } from '../collections/use-collection.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { FaqEditor } from './faq-editor.tsx';
import { FaqFiles } from './faq-files.tsx';
import { faqListQuery, faqPageSize, type FaqView } from './faq-queries.ts';
import { FaqRow } from './faq-row.tsx';
import styles from './faq.module.css';

const states = ['draft', 'approved', 'retired'] as const;

/** Which entry the editor shows: one by its id, a new one, or none. The address may name it, so that a gap can link here. */
export function FaqTab() {
  const { t } = useLanguage();
  const collection = useCollection();
  const [address, setAddress] = useSearchParams();
  const [view, setView] = useState<FaqView>({ search: '', state: '', page: 1 });
  const list = useQuery({ ...faqListQuery(collection.id, view), placeholderData: keepPreviousData });
  const edited = address.get('entry');
  const edit = (id: string | null) => setAddress(id === null ? {} : { entry: id }, { replace: true });
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => edit('new')}>
      {t.faq.create}
    </Button>
  );
  const none = list.data?.total === 0 && view.search === '' && view.state === '';
  return (
    <section aria-label={t.faq.tab}>
      <p className={styles.intro}>{t.faq.intro}</p>
      <div className={styles.toolbar}>
        <Input.Search
          className={styles.search}
          allowClear
          aria-label={t.faq.search}
          placeholder={t.faq.search}
          onSearch={(search) => setView({ ...view, search: search.trim(), page: 1 })}
        />
        <Select<FaqEntry['state'] | ''>
          aria-label={t.faq.state}
          value={view.state}
          options={[
            { value: '', label: t.faq.allStates },
            ...states.map((it) => ({ value: it, label: t.faq.states[it] })),
          ]}
          onChange={(state) => setView({ ...view, state, page: 1 })}
        />
        <span className={styles.grow} />
        <FaqFiles collectionId={collection.id} />
        {!none && create}
      </div>
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {none && (
        <EmptyState
          icon={<SafetyCertificateOutlined aria-hidden />}
          title={t.faq.emptyTitle}
          text={t.faq.emptyText}
          action={create}
        />
      )}
      {list.data !== undefined && !none && (
        <div className={styles.panel}>
          <h2 className={styles.panelTitle}>{t.faq.count(list.data.total)}</h2>
          <ul>
            {list.data.items.map((entry) => (
              <FaqRow key={entry.id} entry={entry} onEdit={() => edit(entry.id)} />
            ))}
          </ul>
          <Pagination
            className={styles.pagination}
            align="center"
            current={view.page}
            pageSize={faqPageSize}
            total={list.data.total}
            showSizeChanger={false}
            hideOnSinglePage
            onChange={(page) => setView({ ...view, page })}
          />
        </div>
      )}
      {edited !== null && (
        <FaqEditor key={edited} collectionId={collection.id} entryId={edited} onClose={() => edit(null)} />
      )}
    </section>
  );
}
