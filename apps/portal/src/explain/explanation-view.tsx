import type { ExplainedCandidate, Explanation } from '@mingda/contracts';
import { Link } from 'react-router';
import { formatMs } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { answererName } from './answerer-name.ts';
import styles from './explanation.module.css';

const digits = 3;
const shown = (value: number | null): string => (value === null ? '–' : value.toFixed(digits));

/** One trace, from the question to the decision. */
export function ExplanationView({ explanation }: { readonly explanation: Explanation }) {
  const { t } = useLanguage();
  return (
    <div className={styles.trace}>
      <Decision explanation={explanation} />
      <Searched explanation={explanation} />
      <Candidates explanation={explanation} />
      {explanation.sentences.length > 0 && <Sentences explanation={explanation} />}
      <details className={styles.card}>
        <summary>{t.explain.record}</summary>
        <pre className={styles.record}>{JSON.stringify(explanation.record, null, 2)}</pre>
      </details>
    </div>
  );
}

function Decision({ explanation: { answer, profile } }: { readonly explanation: Explanation }) {
  const { t } = useLanguage();
  const { totalMs, embedMs, searchMs, answerMs } = answer.timings;
  return (
    <section className={styles.card} aria-label={t.explain.decision}>
      <h3>{t.explain.decision}</h3>
      <p className={styles.answer} lang={answer.lang} data-outcome={answer.outcome}>
        {answer.text}
      </p>
      <dl className={styles.facts}>
        <dt>{t.explain.outcome}</dt>
        <dd>{t.explain.outcomes[answer.outcome]}</dd>
        <dt>{t.explain.answerer}</dt>
        <dd>{answererName(answer.answerer, t.explain.answerers)}</dd>
        <dt>{t.explain.confidence}</dt>
        <dd>
          {shown(answer.confidence)}
          {profile !== null &&
            ` (${t.explain.thresholds(profile.answering.threshold, profile.answering.handOverBelow)})`}
        </dd>
        <dt>{t.explain.timings}</dt>
        <dd>{t.ask.timing(formatMs(totalMs), formatMs(embedMs), formatMs(searchMs), formatMs(answerMs))}</dd>
      </dl>
    </section>
  );
}

function Searched({ explanation }: { readonly explanation: Explanation }) {
  const { t } = useLanguage();
  const { answer, searched, expansions, filter, models } = explanation;
  return (
    <section className={styles.card} aria-label={t.explain.searched}>
      <h3>{t.explain.searched}</h3>
      <dl className={styles.facts}>
        <dt>{t.explain.query}</dt>
        <dd>
          {searched}
          {searched !== answer.question && <span className={styles.note}>{t.explain.rewritten}</span>}
        </dd>
        {expansions.length > 0 && (
          <>
            <dt>{t.explain.expansions}</dt>
            <dd>{expansions.map((it) => `${it.asked} → ${it.means}`).join('; ')}</dd>
          </>
        )}
        {filter.length > 0 && (
          <>
            <dt>{t.explain.filter}</dt>
            <dd>{filter.map((it) => `${it.field} ${it.operator} ${JSON.stringify(it.value ?? null)}`).join('; ')}</dd>
          </>
        )}
        <dt>{t.explain.models}</dt>
        <dd>{models.join(', ') || '–'}</dd>
      </dl>
    </section>
  );
}

function Candidates({ explanation }: { readonly explanation: Explanation }) {
  const { t } = useLanguage();
  const readTogether = explanation.candidates.some((it) => it.cross !== null);
  return (
    <section className={styles.card} aria-label={t.explain.candidates}>
      <h3>{t.explain.candidates}</h3>
      {explanation.candidates.length === 0 ? (
        <p className={styles.note}>{t.explain.noCandidates}</p>
      ) : (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>#</th>
                <th>{t.explain.passage}</th>
                <th>{t.explain.dense}</th>
                <th>{t.explain.lexical}</th>
                <th>{t.explain.fused}</th>
                {readTogether && <th>{t.explain.cross}</th>}
                <th>{t.explain.score}</th>
              </tr>
            </thead>
            <tbody>
              {explanation.candidates.map((it) => (
                <CandidateRow
                  key={it.chunkId}
                  candidate={it}
                  collectionId={explanation.collectionId}
                  readTogether={readTogether}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function CandidateRow({
  candidate,
  collectionId,
  readTogether,
}: {
  readonly candidate: ExplainedCandidate;
  readonly collectionId: string;
  readonly readTogether: boolean;
}) {
  const { t } = useLanguage();
  const { passage } = candidate;
  return (
    <tr data-cited={candidate.cited}>
      <td>{candidate.rank}</td>
      <td>
        {passage === null ? (
          <span className={styles.note}>{t.explain.gone}</span>
        ) : (
          <details>
            <summary>
              {[passage.title || passage.sourceKey, ...passage.headingPath].join(' › ')}
              {candidate.cited && <span className={styles.tag}>{t.explain.cited}</span>}
            </summary>
            <p className={styles.text}>{passage.text}</p>
            <Link to={`/collections/${collectionId}/documents/${passage.documentId}`}>{t.explain.openDocument}</Link>
          </details>
        )}
      </td>
      <td>{shown(candidate.dense)}</td>
      <td>{shown(candidate.lexical)}</td>
      <td>{shown(candidate.fused)}</td>
      {readTogether && <td>{shown(candidate.cross)}</td>}
      <td>{shown(candidate.score)}</td>
    </tr>
  );
}

function Sentences({ explanation }: { readonly explanation: Explanation }) {
  const { t } = useLanguage();
  return (
    <section className={styles.card} aria-label={t.explain.sentences}>
      <h3>{t.explain.sentences}</h3>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{t.explain.sentence}</th>
              <th>{t.explain.score}</th>
            </tr>
          </thead>
          <tbody>
            {explanation.sentences.map((it, index) => (
              <tr key={index} data-cited={it.chosen}>
                <td>
                  {it.text ?? <span className={styles.note}>{t.explain.gone}</span>}
                  {it.chosen && <span className={styles.tag}>{t.explain.chosen}</span>}
                </td>
                <td>{shown(it.score)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
