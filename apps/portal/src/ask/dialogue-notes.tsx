import type { Dialogue } from '@mingda/contracts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './ask.module.css';

/** How the question was understood, where that is more than its own words. */
export function DialogueNotes({ dialogue }: { readonly dialogue: Dialogue }) {
  const { t } = useLanguage();
  const { searched, carried = [], corrections = [], parts = [] } = dialogue;
  return (
    <>
      {parts.length > 0 && (
        <section aria-label={t.dialogue.parts}>
          <h3 className={styles.sourcesTitle}>{t.dialogue.parts}</h3>
          <ol className={styles.parts}>
            {parts.map((part) => (
              <li key={part.question}>
                {part.question}{' '}
                <span className={styles.hint}>
                  {part.outcome === 'refused'
                    ? t.dialogue.partRefused
                    : part.markers.map((marker) => `[${marker}]`).join(' ')}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
      {searched !== undefined && <p className={styles.hint}>{t.dialogue.searched(searched)}</p>}
      {carried.length > 0 && <p className={styles.hint}>{t.dialogue.carried(carried)}</p>}
      {corrections.map((it) => (
        <p key={it.written} className={styles.hint}>
          {t.dialogue.corrected(it.written, it.searched)}
        </p>
      ))}
    </>
  );
}
