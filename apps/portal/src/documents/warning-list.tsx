import type { DocumentVersion } from '@mingda/contracts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { concernedPart } from './concerned-part.ts';
import { isUnread, pageRuns } from './page-state.ts';
import { Code } from '../states/failure.tsx';
import styles from './documents.module.css';

export function WarningList({ version }: { readonly version: DocumentVersion }) {
  const { t } = useLanguage();
  const unread = pageRuns(version.pages.filter(isUnread));
  // Empty pages alone are reason enough for `ready-with-warnings`.
  const count = version.warnings.length + (version.warnings.length === 0 ? unread.length : 0);
  if (count === 0) return null;
  const advice: Readonly<Record<string, string | undefined>> = t.advice;
  return (
    <details className={styles.warnings}>
      <summary>{t.documents.warnings(count)}</summary>
      <ul>
        {version.warnings.map((warning) => (
          <li key={`${warning.code} ${warning.subject ?? ''}`}>
            {warning.subject === undefined ? '' : concernedPart(warning.subject, t)} <Code code={warning.code} />{' '}
            {advice[warning.code]}
          </li>
        ))}
        {unread.length > 0 && (
          <li>
            {t.document.unreadPages}:{' '}
            {unread.map((it) => `${t.common.page(it.from, it.to)} (${t.document.pageStates[it.state]})`).join(', ')}
          </li>
        )}
      </ul>
    </details>
  );
}
