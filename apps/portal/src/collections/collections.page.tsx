import { FolderOpenOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { CollectionCard } from './collection-card.tsx';
import { collectionsQuery } from './collection-queries.ts';
import styles from './collections.module.css';

/** Forms and dialogs are not needed for the first sight of the page. */
const CreateCollectionDialog = lazy(async () => ({
  default: (await import('./create-collection-dialog.tsx')).CreateCollectionDialog,
}));

export function CollectionsPage() {
  const { t } = useLanguage();
  const collections = useQuery(collectionsQuery);
  const [creating, setCreating] = useState(false);
  const [asked, setAsked] = useState(false);
  const openDialog = () => {
    setAsked(true);
    setCreating(true);
  };
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={openDialog}>
      {t.collections.create}
    </Button>
  );
  const items = collections.data?.items ?? [];
  const empty = collections.isSuccess && items.length === 0;
  return (
    <>
      <PageHeader title={t.collections.title} intro={t.collections.intro} actions={empty ? undefined : create} />
      {collections.isPending && <Loading rows={6} />}
      {collections.isError && <Failure error={collections.error} onRetry={() => void collections.refetch()} />}
      {empty && (
        <EmptyState
          icon={<FolderOpenOutlined aria-hidden />}
          title={t.collections.emptyTitle}
          text={t.collections.emptyText}
          action={create}
        />
      )}
      <ul className={styles.grid}>
        {items.map((collection) => (
          <CollectionCard key={collection.id} collection={collection} />
        ))}
      </ul>
      {asked && (
        <Suspense>
          <CreateCollectionDialog open={creating} onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </>
  );
}
