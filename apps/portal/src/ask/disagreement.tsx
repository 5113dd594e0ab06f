import type { Answer, AnswerConflict, Citation } from '@mingda/contracts';
import { WarningOutlined } from '@ant-design/icons';
import { formatDay } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './ask.module.css';

interface DisagreementProps {
  readonly answer: Answer;
  readonly conflict: AnswerConflict;
  readonly onOpen: (citation: Citation) => void;
}

/** Statements of documents that contradict each other, side by side with their dates. */
export function Disagreement({ answer, conflict, onOpen }: DisagreementProps) {
  const { t } = useLanguage();
  const byMarker = new Map(answer.citations.map((it) => [it.marker, it]));
  return (
    <section aria-label={t.ask.disagree}>
      <h3 className={styles.disagree}>
        <WarningOutlined aria-hidden="true" /> {t.ask.disagree}
      </h3>
      <ul className={styles.statements}>
        {conflict.statements.map(({ marker, date }) => {
          const citation = byMarker.get(marker);
          return (
            citation && (
              <li key={marker}>
                <p lang={answer.lang}>{citation.quote}</p>
                <button
                  type="button"
                  className={styles.source}
                  aria-label={t.ask.openSource(marker, citation.title)}
                  onClick={() => onOpen(citation)}
                >
                  <span className={styles.marker}>{marker}</span>
                  <span className={styles.sourceTitle}>{citation.title || citation.sourceKey}</span>
                  <span className={styles.hint}>{date === null ? t.ask.noDate : formatDay(date, t.locale)}</span>
                </button>
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}
