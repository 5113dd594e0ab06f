import { useQuery } from '@tanstack/react-query';
import { Input, Progress } from 'antd';
import { useState } from 'react';
import { useCollection } from '../collections/use-collection.ts';
import { formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { FieldEditor } from './field-editor.tsx';
import { LexiconFiles } from './lexicon-files.tsx';
import { lexiconStateQuery } from './lexicon-queries.ts';
import styles from './lexicon.module.css';
import { SynonymPanel } from './synonym-panel.tsx';
import { WordPanel } from './word-panel.tsx';

export function LexiconTab() {
  const { t } = useLanguage();
  const { id: collectionId } = useCollection();
  const [search, setSearch] = useState('');
  const state = useQuery(lexiconStateQuery(collectionId));
  return (
    <section className={styles.page} aria-label={t.lexicon.tab}>
      <p className={styles.intro}>{t.lexicon.intro}</p>
      <div className={styles.toolbar}>
        <Input.Search
          className={styles.search}
          allowClear
          aria-label={t.lexicon.search}
          placeholder={t.lexicon.search}
          onSearch={(text) => setSearch(text.trim())}
        />
        <span className={styles.grow} />
        <LexiconFiles collectionId={collectionId} />
      </div>
      {state.isPending && <Loading rows={2} />}
      {state.isError && <Failure error={state.error} onRetry={() => void state.refetch()} />}
      {state.data !== undefined && state.data.words > 0 && <Applied {...state.data} />}
      <WordPanel key={`words ${search}`} collectionId={collectionId} search={search} />
      <SynonymPanel key={`synonyms ${search}`} collectionId={collectionId} search={search} />
      <FieldEditor collectionId={collectionId} />
    </section>
  );
}

function Applied({ documents, analysed }: { readonly documents: number; readonly analysed: number }) {
  const { t } = useLanguage();
  if (analysed >= documents) return <p className={styles.faint}>{t.lexicon.allApplied}</p>;
  return (
    <div role="status">
      <p className={styles.faint}>{t.lexicon.applied(analysed, documents)}</p>
      <Progress
        percent={formatPercent(documents === 0 ? 1 : analysed / documents)}
        size="small"
        status="active"
        aria-label={t.lexicon.applying}
      />
    </div>
  );
}
