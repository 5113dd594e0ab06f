import type { DocumentView } from '@mingda/contracts';
import { DownloadOutlined, DeleteOutlined, MoreOutlined, ReloadOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Dropdown, Progress } from 'antd';
import { Link } from 'react-router';
import { formatBytes, formatMoment, formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './documents.module.css';
import { VersionFailure } from './failure-note.tsx';
import { FileBadge } from './file-badge.tsx';
import { StateTag } from './state-tag.tsx';
import { needsPassword, UnlockButton } from './unlock-button.tsx';
import { useDocumentActions } from './use-document-actions.ts';
import { RetryNote } from './retry-note.tsx';
import { isBusy, isRetryable } from './version-states.ts';
import { WarningList } from './warning-list.tsx';

export function DocumentRow({ document }: { readonly document: DocumentView }) {
  const { t } = useLanguage();
  const actions = useDocumentActions(document);
  const version = document.latestVersion;
  const busy = isBusy(version.state);
  const answersByOlder = document.currentVersionId !== null && document.currentVersionId !== version.id;
  const title = document.title || document.sourceKey;
  const retry = (
    <Button size="small" icon={<ReloadOutlined aria-hidden />} loading={actions.retrying} onClick={actions.retry}>
      {t.common.retry}
    </Button>
  );
  return (
    <li className={styles.row}>
      <FileBadge fileName={version.fileName} />
      <div className={styles.rowMain}>
        <Link className={styles.rowTitle} to={`/collections/${document.collectionId}/documents/${document.id}`}>
          {title}
        </Link>
        <p className={styles.facts}>
          <span className={styles.fileName}>{document.sourceKey}</span>
          <span>{formatBytes(version.bytes)}</span>
          {version.number > 1 && <span>{t.common.version(version.number)}</span>}
          {version.chunkCount > 0 && <span>{t.documents.chunks(version.chunkCount)}</span>}
          <span>{t.documents.added(formatMoment(version.createdAt, t.locale))}</span>
        </p>
        {version.retry !== null && <RetryNote retry={version.retry} />}
        {busy && version.retry === null && (
          <Progress
            percent={formatPercent(version.progress)}
            size="small"
            status="active"
            aria-label={t.documents.progressOf(title)}
          />
        )}
        {busy && answersByOlder && <p className={styles.faint}>{t.documents.stillAnswers}</p>}
        {version.failure !== null && (
          <VersionFailure
            failure={version.failure}
            action={
              needsPassword(version.failure.code) ? (
                <UnlockButton collectionId={document.collectionId} documentId={document.id} title={title} />
              ) : (
                retry
              )
            }
          />
        )}
        {version.state === 'cancelled' && <p className={styles.facts}>{retry}</p>}
        {isRetryable(version.state) && answersByOlder && <p className={styles.faint}>{t.documents.previousAnswers}</p>}
        <WarningList version={version} />
      </div>
      <StateTag state={version.state} />
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            {
              key: 'download',
              icon: <DownloadOutlined aria-hidden />,
              label: t.documents.download,
              onClick: actions.download,
            },
            {
              key: 'retry',
              icon: <ReloadOutlined aria-hidden />,
              label: t.common.retry,
              disabled: !isRetryable(version.state),
              onClick: actions.retry,
            },
            {
              key: 'cancel',
              icon: <StopOutlined aria-hidden />,
              label: t.imports.cancel,
              disabled: !busy,
              onClick: actions.cancel,
            },
            { type: 'divider' },
            {
              key: 'delete',
              icon: <DeleteOutlined aria-hidden />,
              label: t.common.delete,
              danger: true,
              onClick: actions.confirmDelete,
            },
          ],
        }}
      >
        <Button type="text" icon={<MoreOutlined aria-hidden />} aria-label={t.documents.actions(title)} />
      </Dropdown>
    </li>
  );
}
