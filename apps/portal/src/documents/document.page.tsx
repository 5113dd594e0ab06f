import type { DocumentVersion, DocumentView } from '@mingda/contracts';
import { DeleteOutlined, DownloadOutlined, HourglassOutlined, ReloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure, FailureBox } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { DocumentAside } from './document-aside.tsx';
import { documentQuery, versionsQuery, versionTextQuery } from './document-queries.ts';
import { DocumentText } from './document-text.tsx';
import styles from './document.module.css';
import { rangeOfSearch, type TextRange } from './highlight-range.ts';
import { LostEdits } from './lost-edits.tsx';
import { useChunkChanges } from './use-chunk-changes.ts';
import { useDocumentActions } from './use-document-actions.ts';
import { useLiveDocuments } from './use-live-documents.ts';
import { needsPassword, UnlockButton } from './unlock-button.tsx';
import { isReadable } from './version-states.ts';
import { WarningList } from './warning-list.tsx';

export function DocumentPage() {
  const { t } = useLanguage();
  const { collectionId = '', documentId = '' } = useParams();
  const [search] = useSearchParams();
  useLiveDocuments(collectionId);
  const document = useQuery(documentQuery(collectionId, documentId));
  const versions = useQuery(versionsQuery(collectionId, documentId));
  const error = document.error ?? versions.error;
  if (error !== null) {
    const retry = () => void Promise.all([document.refetch(), versions.refetch()]);
    return <Failure error={error} onRetry={retry} />;
  }
  if (document.data === undefined || versions.data === undefined) return <Loading rows={8} />;
  const wanted = search.get('version') ?? document.data.currentVersionId ?? document.data.latestVersion.id;
  const shown = versions.data.items.find((it) => it.id === wanted) ?? document.data.latestVersion;
  return (
    <>
      <DocumentHeader document={document.data} />
      {shown.number < document.data.latestVersion.number && (
        <p className={styles.stale}>
          {t.document.stale} <Link to={`?version=${document.data.latestVersion.id}`}>{t.document.toLatest}</Link>
        </p>
      )}
      <div className={styles.columns}>
        <div className={styles.content}>
          <WarningList version={shown} />
          <VersionContent
            document={document.data}
            version={shown}
            isCurrent={shown.id === document.data.currentVersionId}
            mark={rangeOfSearch(search)}
          />
        </div>
        <DocumentAside document={document.data} versions={versions.data.items} shown={shown} />
      </div>
    </>
  );
}

function DocumentHeader({ document }: { readonly document: DocumentView }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const list = `/collections/${document.collectionId}/documents`;
  const actions = useDocumentActions(document, () => void navigate(list));
  return (
    <PageHeader
      title={document.title || document.sourceKey}
      back={{ to: list, label: t.document.back }}
      actions={
        <div className={styles.actions}>
          <Button icon={<DownloadOutlined aria-hidden />} onClick={actions.download}>
            {t.documents.download}
          </Button>
          <Button icon={<ReloadOutlined aria-hidden />} onClick={actions.reprocess}>
            {t.chunks.reprocess}
          </Button>
          <Button danger icon={<DeleteOutlined aria-hidden />} onClick={actions.confirmDelete}>
            {t.common.delete}
          </Button>
        </div>
      }
    />
  );
}

interface VersionContentProps {
  readonly document: DocumentView;
  readonly version: DocumentVersion;
  /** Whether it is the version that answers: only its passages can be changed. */
  readonly isCurrent: boolean;
  readonly mark: TextRange | null;
}

function VersionContent({ document, version, isCurrent, mark }: VersionContentProps) {
  const { t, language } = useLanguage();
  const { failure } = version;
  const { collectionId } = document;
  const address = { collectionId, documentId: document.id };
  const changes = useChunkChanges(address);
  const content = useQuery({
    ...versionTextQuery({ ...address, versionId: version.id }),
    enabled: isReadable(version.state),
  });
  if (failure !== null) {
    // The password is for the file that came last.
    const isLocked = needsPassword(failure.code) && version.id === document.latestVersion.id;
    return (
      <FailureBox
        title={t.document.failedTitle}
        cause={language === 'zh' ? failure.zh : failure.en}
        code={failure.code}
        detail={failure.subject}
        action={isLocked ? <UnlockButton {...address} title={document.title || document.sourceKey} /> : undefined}
      />
    );
  }
  if (!isReadable(version.state)) {
    return (
      <EmptyState
        icon={<HourglassOutlined aria-hidden />}
        title={version.state === 'cancelled' ? t.imports.cancelled : t.document.notReadTitle}
        text={version.state === 'cancelled' ? t.imports.cancelledText : t.document.notReadText}
      />
    );
  }
  if (content.isError) return <Failure error={content.error} onRetry={() => void content.refetch()} />;
  if (content.data === undefined) return <Loading rows={10} />;
  return (
    <>
      {isCurrent && <LostEdits address={address} chunks={content.data.chunks} changes={changes} />}
      <DocumentText
        content={content.data}
        collectionId={collectionId}
        mark={mark}
        changes={isCurrent ? changes : null}
      />
    </>
  );
}
