import { Button, Progress } from 'antd';
import { formatBytes, formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './documents.module.css';
import { FailureNote } from './failure-note.tsx';
import type { Upload, UploadQueue } from './upload-queue.ts';

interface UploadPanelProps {
  readonly queue: UploadQueue;
  readonly uploads: readonly Upload[];
}

/** Every file that was chosen, until the list is cleared; finished ones last, so that failures stay in sight. */
export function UploadPanel({ queue, uploads }: UploadPanelProps) {
  const { t } = useLanguage();
  if (uploads.length === 0) return null;
  const done = uploads.filter((it) => it.state === 'accepted' || it.state === 'unchanged').length;
  const failed = uploads.filter((it) => it.state === 'failed').length;
  const order = { failed: 0, uploading: 1, waiting: 2, unchanged: 3, accepted: 4 } as const;
  return (
    <section className={styles.panel} aria-label={t.documents.uploadsTitle}>
      <header className={styles.panelHeader}>
        <h2>{t.documents.uploadsTitle}</h2>
        <p role="status">
          {t.documents.uploadsSummary(done, uploads.length)}
          {failed > 0 && <span className={styles.bad}> · {t.documents.uploadFailedCount(failed)}</span>}
        </p>
        <Button size="small" disabled={done + failed === 0} onClick={() => queue.clear()}>
          {t.documents.uploadsClear}
        </Button>
      </header>
      <ul className={styles.uploads}>
        {uploads
          .toSorted((a, b) => order[a.state] - order[b.state] || a.id - b.id)
          .map((upload) => (
            <UploadRow key={upload.id} upload={upload} onRetry={() => queue.retry(upload.id)} />
          ))}
      </ul>
    </section>
  );
}

function UploadRow({ upload, onRetry }: { readonly upload: Upload; readonly onRetry: () => void }) {
  const { t, language } = useLanguage();
  const labels = {
    waiting: t.documents.waiting,
    uploading: t.documents.uploading(formatPercent(upload.progress)),
    accepted: t.documents.accepted,
    unchanged: t.documents.unchanged,
    failed: t.documents.uploadFailed,
  };
  return (
    <li className={styles.upload}>
      <div className={styles.uploadLine}>
        <span className={styles.fileName}>{upload.sourceKey}</span>
        <span className={styles.faint}>{formatBytes(upload.file.size)}</span>
        <span className={upload.state === 'failed' ? styles.bad : styles.faint}>{labels[upload.state]}</span>
      </div>
      {upload.state === 'uploading' && (
        <Progress
          percent={formatPercent(upload.progress)}
          showInfo={false}
          size="small"
          aria-label={t.documents.progressOf(upload.sourceKey)}
        />
      )}
      {upload.sent !== null && upload.sent.documents + upload.sent.skipped.length > 1 && (
        <p className={styles.faint}>{t.documents.archive(upload.sent.documents, upload.sent.skipped.length)}</p>
      )}
      {upload.sent?.skipped.map((it) => (
        <FailureNote
          key={it.sourceKey}
          code={it.code}
          cause={`${it.sourceKey.slice(upload.sourceKey.length + 1)}: ${language === 'zh' ? it.zh : it.en}`}
        />
      ))}
      {upload.error !== null && (
        <FailureNote
          code={upload.error.code}
          cause={language === 'zh' ? upload.error.titleZh : upload.error.title}
          action={
            <Button size="small" onClick={onRetry}>
              {t.common.retry}
            </Button>
          }
        />
      )}
    </li>
  );
}
