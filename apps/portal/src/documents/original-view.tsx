import type { DocumentVersion } from '@mingda/contracts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { downloadVersion } from '../api/client.generated.ts';
import { formatBytes } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { documentsKey } from './document-queries.ts';
import styles from './original-view.module.css';
import { previewOf } from './preview-kind.ts';

const largest = 50 * 1024 * 1024;

interface OriginalViewProps {
  readonly collectionId: string;
  readonly version: DocumentVersion;
  /** The extracted text, for files that no browser shows. */
  readonly text: string;
}

/** The uploaded file itself where a browser shows it safely; its extracted text otherwise. */
export function OriginalView({ collectionId, version, text }: OriginalViewProps) {
  const { t } = useLanguage();
  const { id: versionId, documentId, bytes } = version;
  const kind = previewOf(version.mediaType);
  const isShown = kind !== null && bytes <= largest;
  const original = useQuery({
    queryKey: [...documentsKey(collectionId), 'original', versionId],
    queryFn: ({ signal }) => downloadVersion({ collectionId, documentId, versionId }, { signal }),
    enabled: isShown,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  if (kind === null || !isShown) {
    return (
      <div className={styles.text}>
        <p role="status">{kind === null ? t.chunks.originalNone : t.chunks.originalLarge(formatBytes(bytes))}</p>
        {kind === null && <pre>{text}</pre>}
      </div>
    );
  }
  if (original.isError) return <Failure error={original.error} onRetry={() => void original.refetch()} />;
  if (original.data === undefined) return <Loading rows={10} />;
  if (kind.shows === 'text') return <PlainFile file={original.data} />;
  return <FramedFile file={original.data} type={kind.type} isPicture={kind.shows === 'picture'} />;
}

function PlainFile({ file }: { readonly file: Blob }) {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    void file.text().then((it) => !isGone && setText(it));
    return () => {
      isGone = true;
    };
  }, [file]);
  return <div className={styles.text}>{text === null ? <Loading rows={6} /> : <pre>{text}</pre>}</div>;
}

interface FramedFileProps {
  readonly file: Blob;
  /** Given to the bytes whatever the server says of them, so that no page can pass as a picture or a PDF. */
  readonly type: string;
  readonly isPicture: boolean;
}

function FramedFile({ file, type, isPicture }: FramedFileProps) {
  const { t } = useLanguage();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([file], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file, type]);
  if (url === null) return <Loading rows={10} />;
  return isPicture ? (
    <img className={styles.picture} src={url} alt={t.chunks.originalTitle} />
  ) : (
    <iframe className={styles.frame} src={url} title={t.chunks.originalTitle} />
  );
}
