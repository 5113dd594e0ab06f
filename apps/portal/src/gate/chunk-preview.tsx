import type { ChunkPreview, Profile } from '@mingda/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Drawer, Input, Select } from 'antd';
import { useState } from 'react';
import { previewChunks } from '../api/client.generated.ts';
import { documentsQuery } from '../documents/document-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import styles from './chunk-preview.module.css';

interface ChunkPreviewDrawerProps {
  readonly collectionId: string;
  /** Settings to try; null keeps the drawer closed. */
  readonly chunking: Profile['chunking'] | null;
  readonly onClose: () => void;
}

/** How a document would be cut by changed settings, beside how it is cut now. */
export function ChunkPreviewDrawer({ collectionId, chunking, onClose }: ChunkPreviewDrawerProps) {
  const { t } = useLanguage();
  return (
    <Drawer open={chunking !== null} onClose={onClose} size="large" title={t.chunks.preview.title} destroyOnHidden>
      {chunking !== null && <PreviewBody collectionId={collectionId} chunking={chunking} />}
    </Drawer>
  );
}

function PreviewBody({
  collectionId,
  chunking,
}: {
  readonly collectionId: string;
  readonly chunking: Profile['chunking'];
}) {
  const { t } = useLanguage();
  const [search, setSearch] = useState('');
  const [documentId, setDocumentId] = useState<string | undefined>();
  const [text, setText] = useState('');
  const documents = useQuery(documentsQuery(collectionId, { page: 1, state: undefined, search }));
  const preview = useMutation({
    mutationFn: () =>
      previewChunks({ collectionId }, { chunking, ...(documentId === undefined ? { text } : { documentId }) }),
  });
  return (
    <div className={styles.body}>
      <p className={styles.faint}>{t.chunks.preview.intro}</p>
      <label className={styles.field}>
        <span>{t.chunks.preview.document}</span>
        <Select
          aria-label={t.chunks.preview.document}
          showSearch={{ filterOption: false, onSearch: setSearch }}
          allowClear
          loading={documents.isFetching}
          value={documentId}
          onChange={setDocumentId}
          options={(documents.data?.items ?? []).map((it) => ({ value: it.id, label: it.title || it.sourceKey }))}
        />
      </label>
      {documentId === undefined && (
        <label className={styles.field}>
          <span>{t.chunks.preview.sample}</span>
          <Input.TextArea
            value={text}
            onChange={(event) => setText(event.target.value)}
            autoSize={{ minRows: 3, maxRows: 10 }}
            placeholder={t.chunks.preview.sampleHint}
            maxLength={200_000}
          />
        </label>
      )}
      <div>
        <Button
          type="primary"
          loading={preview.isPending}
          disabled={documentId === undefined && text.trim() === ''}
          onClick={() => preview.mutate()}
        >
          {t.chunks.preview.run}
        </Button>
      </div>
      {preview.isPending && <Loading rows={6} />}
      {preview.isError && <Failure error={preview.error} onRetry={() => preview.mutate()} />}
      {preview.isIdle && <p className={styles.faint}>{t.chunks.preview.empty}</p>}
      {preview.isSuccess && <PreviewResult preview={preview.data} />}
    </div>
  );
}

function PreviewResult({ preview }: { readonly preview: ChunkPreview }) {
  const { t } = useLanguage();
  const { kept, lost } = preview.edits;
  if (preview.text === '') return <p role="status">{t.chunks.preview.none}</p>;
  return (
    <>
      {kept + lost > 0 && <p role="status">{t.chunks.preview.edits(kept, lost)}</p>}
      <div className={styles.sides}>
        <Side title={t.chunks.preview.now} text={preview.text} cut={preview.current} />
        <Side title={t.chunks.preview.tried} text={preview.text} cut={preview.tried} />
      </div>
    </>
  );
}

interface SideProps {
  readonly title: string;
  readonly text: string;
  readonly cut: ChunkPreview['tried'];
}

function Side({ title, text, cut }: SideProps) {
  const { t } = useLanguage();
  const { min, median, max } = cut.tokens;
  const numbers = [min, median, max].map((it) => it.toLocaleString(t.locale)).join(' / ');
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <dl className={styles.facts}>
        <dt>{t.chunks.preview.count}</dt>
        <dd>{cut.chunks.length.toLocaleString(t.locale)}</dd>
        <dt>{t.chunks.preview.sizes}</dt>
        <dd>{numbers}</dd>
      </dl>
      <ol className={styles.chunks}>
        {cut.chunks.map((chunk, index) => (
          <li key={chunk.charStart}>
            <p className={styles.faint}>
              {[t.document.chunk(index + 1), chunk.headingPath.join(' › '), t.document.tokens(chunk.tokens)]
                .filter((it) => it !== '')
                .join(' · ')}
            </p>
            {text.slice(chunk.charStart, chunk.charEnd)}
          </li>
        ))}
      </ol>
    </section>
  );
}
