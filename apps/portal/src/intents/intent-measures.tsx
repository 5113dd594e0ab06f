import type { IntentMeasure } from '@mingda/contracts';
import { formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './intents.module.css';

/** What the recognisers say of the examples they were trained from. */
export function IntentMeasures({ measured }: { readonly measured: readonly IntentMeasure[] }) {
  const { t } = useLanguage();
  const mistakes = measured.flatMap((it) => it.mistakes);
  return (
    <section className={styles.panel} aria-label={t.intents.measured}>
      <h2>{t.intents.measured}</h2>
      <p className={styles.hint}>{t.intents.measuredHint}</p>
      {measured.map(({ modelKey, examples, accuracy, accepted }) => (
        <p key={modelKey}>
          <code>{modelKey}</code> {t.intents.measure(examples, formatPercent(accuracy), formatPercent(accepted))}
        </p>
      ))}
      {mistakes.length > 0 && (
        <details>
          <summary>
            {t.intents.mistakes} ({mistakes.length})
          </summary>
          <ul>
            {mistakes.map(({ example, intent, taken }) => (
              <li key={`${intent} ${example}`}>
                {example} <span className={styles.hint}>{t.intents.mistaken(intent, taken)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
