import type { SourceCheckResult } from '@mingda/contracts';
import { CheckCircleFilled } from '@ant-design/icons';
import { formatBytes } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './sources.module.css';

/** What a tried connection has shown. */
export function ConnectionCheck({ result }: { readonly result: SourceCheckResult }) {
  const { t, language } = useLanguage();
  return (
    <div className={styles.check} role="status">
      <p>
        <CheckCircleFilled aria-hidden /> {result.items.length === 0 ? t.sources.checkEmpty : t.sources.checkOk}
      </p>
      <ul>
        {result.items.map(({ key, bytes, failure }, index) => (
          <li key={`${index} ${key}`}>
            {key} {bytes !== null && <span className={styles.faint}>{formatBytes(bytes)}</span>}
            {failure !== null && <span className={styles.bad}>{failure[language]}</span>}
          </li>
        ))}
        {result.more && <li className={styles.faint}>{t.sources.checkMore}</li>}
      </ul>
    </div>
  );
}
