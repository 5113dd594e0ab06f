import type { PlannedRetry } from '@mingda/contracts';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Code } from '../states/failure.tsx';
import styles from './documents.module.css';

/** Why a document waits, and when it is tried again. */
export function RetryNote({ retry }: { readonly retry: PlannedRetry }) {
  const { t, language } = useLanguage();
  const cause = language === 'zh' ? retry.zh : retry.en;
  return (
    <p className={styles.warnings}>
      {t.imports.retryAt(formatMoment(retry.at, t.locale), cause, retry.attempt, retry.of)} <Code code={retry.code} />
    </p>
  );
}
