import type { Evaluation } from '@mingda/contracts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './evaluations.module.css';

/** What a run measured, for those who want to know exactly; folded away for everybody else. */
export function RunConfiguration({ evaluation: { configuration, digest } }: { readonly evaluation: Evaluation }) {
  const { t } = useLanguage();
  if (configuration === null) return null;
  return (
    <details className={styles.configuration}>
      <summary>{t.gate.run.configuration}</summary>
      <p className={styles.faint}>
        {t.gate.run.digest}: <code>{digest}</code>
      </p>
      <pre tabIndex={0}>{JSON.stringify(configuration, null, 2)}</pre>
    </details>
  );
}
