import type { GapAnswer, GapQuestion } from '@mingda/contracts';
import { formatMoment, formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './gaps.module.css';

export function GapQuestions({ questions }: { readonly questions: readonly GapQuestion[] }) {
  const { t } = useLanguage();
  return (
    <section className={styles.panel} aria-label={t.gaps.questions}>
      <h2 className={styles.panelTitle}>{t.gaps.questions}</h2>
      <ol>
        {questions.map((it) => (
          <li key={it.answerId} className={styles.question} lang={it.lang}>
            <h3>
              {it.question}
              {it.improved !== null && (
                <span className={styles.state} data-state={it.improved ? 'closed' : 'failed'}>
                  {it.improved ? t.gaps.improved : t.gaps.notImproved}
                </span>
              )}
            </h3>
            <p className={styles.faint}>
              {t.gaps.reasons[it.reason]} · {formatMoment(it.askedAt, t.locale)}
            </p>
            <dl className={styles.pairs}>
              <dt>{t.gaps.before}</dt>
              <Given answer={it.before} />
              <dt>{t.gaps.after}</dt>
              {it.after === null ? <dd className={styles.faint}>{t.gaps.notMeasured}</dd> : <Given answer={it.after} />}
            </dl>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Given({ answer }: { readonly answer: GapAnswer }) {
  const { t } = useLanguage();
  const kind =
    answer.outcome === 'refused' ? t.gaps.refused : answer.answerer === 'approved' ? t.gaps.approved : undefined;
  return (
    <dd>
      {answer.text}{' '}
      <span className={styles.faint}>
        {[kind, t.gaps.confidence(formatPercent(answer.confidence))].filter((it) => it !== undefined).join(' · ')}
      </span>
    </dd>
  );
}
