import type { Source } from '@mingda/contracts';
import { CloudSyncOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useCollection } from '../collections/use-collection.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { SourceEditor } from './source-editor.tsx';
import { SourceHistory } from './source-history.tsx';
import { sourcesQuery } from './source-queries.ts';
import { SourceRow } from './source-row.tsx';
import styles from './sources.module.css';

export function SourcesTab() {
  const { t } = useLanguage();
  const { id: collectionId } = useCollection();
  const sources = useQuery(sourcesQuery(collectionId));
  const [editor, setEditor] = useState<{ open: boolean; source?: Source }>({ open: false });
  const [historyOf, setHistoryOf] = useState<string>();
  const items = sources.data?.items ?? [];
  const add = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditor({ open: true })}>
      {t.sources.add}
    </Button>
  );
  return (
    <>
      {sources.isPending && <Loading />}
      {sources.isError && <Failure error={sources.error} onRetry={() => void sources.refetch()} />}
      {sources.isSuccess && items.length === 0 && (
        <EmptyState
          icon={<CloudSyncOutlined aria-hidden />}
          title={t.sources.emptyTitle}
          text={t.sources.emptyText}
          action={add}
        />
      )}
      {items.length > 0 && (
        <section className={styles.page} aria-label={t.sources.title}>
          <div className={styles.toolbar}>
            <p className={styles.faint}>{t.sources.intro}</p>
            {add}
          </div>
          <ul className={styles.panel}>
            {items.map((source) => (
              <SourceRow
                key={source.id}
                source={source}
                onEdit={() => setEditor({ open: true, source })}
                onHistory={() => setHistoryOf(source.id)}
              />
            ))}
          </ul>
        </section>
      )}
      <SourceEditor
        collectionId={collectionId}
        open={editor.open}
        source={editor.source}
        onClose={() => setEditor({ ...editor, open: false })}
      />
      <SourceHistory source={items.find((it) => it.id === historyOf)} onClose={() => setHistoryOf(undefined)} />
    </>
  );
}
