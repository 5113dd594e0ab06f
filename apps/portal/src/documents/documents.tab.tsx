import { FileSearchOutlined, FileTextOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Pagination } from 'antd';
import { useState } from 'react';
import { useCollection } from '../collections/use-collection.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { ImportStrip } from '../imports/import-strip.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { BulkMetadata } from './bulk-metadata.tsx';
import { DocumentFilters } from './document-filters.tsx';
import { documentsQuery, pageSize, type DocumentFilter } from './document-queries.ts';
import { DocumentRow } from './document-row.tsx';
import styles from './documents.module.css';
import { DropZone } from './drop-zone.tsx';
import { UploadPanel } from './upload-panel.tsx';
import { useLiveDocuments } from './use-live-documents.ts';
import { useUploads } from './use-uploads.ts';
import { isBusy } from './version-states.ts';

const everything: DocumentFilter = { page: 1, state: undefined, search: '' };
const pollMs = 3_000;

export function DocumentsTab() {
  const { t } = useLanguage();
  const { id: collectionId } = useCollection();
  const { queue, uploads } = useUploads(collectionId);
  const live = useLiveDocuments(collectionId);
  const [filter, setFilter] = useState(everything);
  const [clearings, setClearings] = useState(0);
  const showAll = () => {
    setFilter(everything);
    setClearings(clearings + 1);
  };
  const documents = useQuery({
    ...documentsQuery(collectionId, filter),
    refetchInterval: ({ state }) =>
      !live && state.data?.items.some((it) => isBusy(it.latestVersion.state)) === true ? pollMs : false,
  });
  const filtered = filter.state !== undefined || filter.search !== '';
  const list = documents.data;
  // What was accepted is in the list only once that is fetched anew.
  const arriving = uploads.some(
    ({ state }) => state === 'waiting' || state === 'uploading' || (state === 'accepted' && documents.isFetching),
  );
  const isEmpty = list !== undefined && list.total === 0 && !filtered;
  const busy = list?.items.some((it) => isBusy(it.latestVersion.state)) === true;
  return (
    <div className={styles.tab}>
      <DropZone onFiles={(files) => queue.add(files)} />
      <UploadPanel queue={queue} uploads={uploads} />
      <ImportStrip collectionId={collectionId} />
      {(documents.isPending || (isEmpty && arriving)) && <Loading rows={6} />}
      {documents.isError && <Failure error={documents.error} onRetry={() => void documents.refetch()} />}
      {isEmpty && !arriving && (
        <EmptyState
          icon={<FileTextOutlined aria-hidden />}
          title={t.documents.emptyTitle}
          text={t.documents.emptyText}
        />
      )}
      {list !== undefined && (list.total > 0 || filtered) && (
        <section className={styles.panel} aria-label={t.collections.tabDocuments}>
          <header className={styles.panelHeader}>
            <h2>{t.documents.count(list.total)}</h2>
            {busy && (
              <p className={styles.live} data-live={live}>
                {live ? t.documents.live : t.documents.polling}
              </p>
            )}
            <BulkMetadata collectionId={collectionId} />
            <DocumentFilters key={clearings} filter={filter} onChange={setFilter} />
          </header>
          {list.total === 0 ? (
            <EmptyState
              icon={<FileSearchOutlined aria-hidden />}
              title={t.documents.noMatchTitle}
              text={t.documents.noMatchText}
              action={<Button onClick={showAll}>{t.documents.clearFilter}</Button>}
            />
          ) : (
            <ul>
              {list.items.map((document) => (
                <DocumentRow key={document.id} document={document} />
              ))}
            </ul>
          )}
          <Pagination
            className={styles.pagination}
            align="center"
            current={filter.page}
            pageSize={pageSize}
            total={list.total}
            showSizeChanger={false}
            hideOnSinglePage
            onChange={(page) => setFilter({ ...filter, page })}
          />
        </section>
      )}
    </div>
  );
}
