import type { DocumentVersion, DocumentView } from '@mingda/contracts';
import { Link } from 'react-router';
import { formatBytes, formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './document.module.css';
import { DocumentMetadataBox } from './document-metadata.tsx';
import { EditHistory } from './edit-history.tsx';
import { pageRuns } from './page-state.ts';
import { StateTag } from './state-tag.tsx';

interface DocumentAsideProps {
  readonly document: DocumentView;
  readonly versions: readonly DocumentVersion[];
  readonly shown: DocumentVersion;
}

export function DocumentAside({ document, versions, shown }: DocumentAsideProps) {
  const { t } = useLanguage();
  return (
    <aside className={styles.aside}>
      <section className={styles.box}>
        <h2>{t.document.versions}</h2>
        <ul className={styles.versions}>
          {versions.map((version) => (
            <li key={version.id}>
              <Link to={`?version=${version.id}`} aria-current={version.id === shown.id ? 'true' : undefined}>
                <span className={styles.versionLine}>
                  <strong>{t.common.version(version.number)}</strong>
                  <StateTag state={version.state} />
                </span>
                <span className={styles.faint}>{formatMoment(version.createdAt, t.locale)}</span>
                {version.id === document.currentVersionId && (
                  <span className={styles.current}>{t.document.current}</span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <Properties document={document} version={shown} />
      <DocumentMetadataBox collectionId={document.collectionId} documentId={document.id} />
      <PageProblems version={shown} />
      <EditHistory address={{ collectionId: document.collectionId, documentId: document.id }} />
    </aside>
  );
}

function Properties({ document, version }: { readonly document: DocumentView; readonly version: DocumentVersion }) {
  const { t } = useLanguage();
  const languages: Readonly<Record<string, string | undefined>> = t.document.languages;
  const leftOut = leftOutOf(version);
  return (
    <section className={styles.box}>
      <h2>{t.document.properties}</h2>
      <dl className={styles.properties}>
        <dt>{t.document.sourceKey}</dt>
        <dd>{document.sourceKey}</dd>
        {document.source !== null && (
          <>
            <dt>{t.sources.origin}</dt>
            <dd>
              {/^https?:/i.test(document.source.url ?? '') ? (
                <a href={document.source.url ?? ''} target="_blank" rel="noreferrer">
                  {document.source.name}
                </a>
              ) : (
                document.source.name
              )}
            </dd>
          </>
        )}
        <dt>{t.document.fileName}</dt>
        <dd>
          {version.fileName}, {formatBytes(version.bytes)}
        </dd>
        {document.lang !== '' && (
          <>
            <dt>{t.document.language}</dt>
            <dd>{languages[document.lang] ?? document.lang}</dd>
          </>
        )}
        <dt>{t.document.passages}</dt>
        <dd>{version.chunkCount.toLocaleString(t.locale)}</dd>
        {version.pages.length > 0 && (
          <>
            <dt>{t.document.pages}</dt>
            <dd>{version.pages.length}</dd>
          </>
        )}
        {leftOut.length > 0 && (
          <>
            <dt>{t.document.leftOut}</dt>
            <dd>{leftOut.join(' · ')}</dd>
          </>
        )}
        <dt>{t.document.hash}</dt>
        <dd>
          <code>{version.contentHash.slice(0, 16)}…</code>
        </dd>
      </dl>
    </section>
  );
}

const shownLines = 6;

/** Heads and feet of pages that are not part of the text, those that differ in their numbers once. */
function leftOutOf(version: DocumentVersion): string[] {
  const lines = new Map<string, string>();
  for (const line of version.pages.flatMap((page) => page.leftOut ?? [])) {
    const key = line.replace(/\d+/g, '#');
    if (!lines.has(key)) lines.set(key, line);
  }
  return [...lines.values()].slice(0, shownLines);
}

function PageProblems({ version }: { readonly version: DocumentVersion }) {
  const { t } = useLanguage();
  const problems = pageRuns(version.pages);
  if (problems.length === 0) return null;
  return (
    <section className={styles.box}>
      <h2>{t.document.pageProblems}</h2>
      <ul className={styles.pageProblems}>
        {problems.map(({ from, to, state }) => (
          <li key={from}>
            {t.common.page(from, to)}: {t.document.pageStates[state]}
          </li>
        ))}
      </ul>
    </section>
  );
}
