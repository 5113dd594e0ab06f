import { NodeIndexOutlined, SearchOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useState } from 'react';
import type { SearchFilter } from '@mingda/contracts';
import { search } from '../api/client.generated.ts';
import { useCollection } from '../collections/use-collection.ts';
import { FilterBar } from '../filter/filter-bar.tsx';
import { gateQuery } from '../gate/gate-queries.ts';
import { formatMs } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { PassageCard } from './passage-card.tsx';
import styles from './search.module.css';

export function SearchTab() {
  const { t } = useLanguage();
  const collection = useCollection();
  const [limit, setLimit] = useState(10);
  const [filter, setFilter] = useState<SearchFilter>([]);
  const [asked, setAsked] = useState('');
  const [tried, setTried] = useState<'published' | 'draft'>('published');
  const draft = useQuery(gateQuery(collection.id)).data?.draft ?? null;
  const version = tried === 'draft' && draft !== null ? { profileVersion: draft.version } : {};
  const results = useMutation({
    mutationFn: ({ query, conditions }: { query: string; conditions: SearchFilter }) =>
      search({ collectionId: collection.id }, { query, limit, ...version, filter: conditions }),
  });
  const run = (query: string, conditions = filter) => {
    setAsked(query.trim());
    if (query.trim() !== '') results.mutate({ query: query.trim(), conditions });
  };
  const narrow = (conditions: SearchFilter) => {
    setFilter(conditions);
    run(asked, conditions);
  };
  const { retrieval } = collection.profile;
  return (
    <div className={styles.page}>
      <p className={styles.intro}>{t.search.intro}</p>
      <div className={styles.form} role="search">
        <Input.Search
          size="large"
          aria-label={t.search.label}
          placeholder={t.search.placeholder}
          enterButton={t.search.submit}
          loading={results.isPending}
          maxLength={10_000}
          autoFocus
          onSearch={(query) => run(query)}
        />
        <Select
          size="large"
          aria-label={t.search.limit}
          value={limit}
          options={[5, 10, 20, 50].map((it) => ({ value: it, label: t.search.limitOption(it) }))}
          onChange={setLimit}
        />
        {draft !== null && (
          <Select
            size="large"
            aria-label={t.gate.tryLabel}
            value={tried}
            options={[
              { value: 'published', label: t.gate.published(collection.profileVersion) },
              { value: 'draft', label: t.gate.draft(draft.version) },
            ]}
            onChange={setTried}
          />
        )}
      </div>
      <FilterBar collectionId={collection.id} filter={filter} onChange={narrow} />
      <p className={styles.faint}>
        {t.search.profile}:{' '}
        {t.search.profileText(collection.profileVersion, Math.round(retrieval.denseWeight * 100), retrieval.candidates)}
      </p>
      {results.isIdle && (
        <EmptyState icon={<NodeIndexOutlined aria-hidden />} title={t.search.emptyTitle} text={t.search.emptyText} />
      )}
      {results.isPending && <Loading rows={8} />}
      {results.isError && <Failure error={results.error} onRetry={() => run(asked)} />}
      {results.isSuccess && results.data.passages.length === 0 && (
        <EmptyState icon={<SearchOutlined aria-hidden />} title={t.search.noneTitle} text={t.search.noneText} />
      )}
      {results.isSuccess && results.data.passages.length > 0 && (
        <>
          <p className={styles.faint} role="status">
            {t.search.timing(
              results.data.passages.length,
              formatMs(results.data.timings.totalMs),
              formatMs(results.data.timings.embedMs),
              formatMs(results.data.timings.searchMs),
            )}
          </p>
          {results.data.expansions.map(({ asked: phrase, means }) => (
            <p key={means} className={styles.faint}>
              {t.metadata.expanded(phrase, means)}
            </p>
          ))}
          <ol className={styles.passages}>
            {results.data.passages.map((passage, index) => (
              <PassageCard
                key={passage.chunkId}
                collectionId={collection.id}
                passage={passage}
                rank={index + 1}
                best={results.data.passages[0] ?? passage}
              />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
