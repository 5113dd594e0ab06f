import type { QuestionResult } from '@mingda/contracts';
import { Pagination } from 'antd';
import { useMemo, useState } from 'react';
import { formatMs, formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Code } from '../states/failure.tsx';
import shared from './evaluations.module.css';
import styles from './question-list.module.css';
import { outcomeOf, outcomes, type Outcome } from './outcome-of.ts';

const pageSize = 10;

export function QuestionList({ questions }: { readonly questions: readonly QuestionResult[] }) {
  const { t } = useLanguage();
  const byOutcome = useMemo(() => Map.groupBy(questions, outcomeOf), [questions]);
  const [chosen, setChosen] = useState<Outcome>('wrong');
  const [page, setPage] = useState(1);
  const shown = byOutcome.get(chosen) ?? [];
  const choose = (outcome: Outcome) => {
    setChosen(outcome);
    setPage(1);
  };
  return (
    <section className={shared.panel} aria-label={t.evaluations.outcomes}>
      <h2 className={shared.panelTitle}>{t.evaluations.outcomes}</h2>
      <div className={styles.outcomes} role="group" aria-label={t.evaluations.outcomes}>
        {outcomes.map((outcome) => (
          <button key={outcome} type="button" aria-pressed={outcome === chosen} onClick={() => choose(outcome)}>
            {t.evaluations[outcome]} <span>{byOutcome.get(outcome)?.length ?? 0}</span>
          </button>
        ))}
      </div>
      {shown.length === 0 ? (
        <p className={styles.nothing}>{t.evaluations.none}</p>
      ) : (
        <ol>
          {shown.slice((page - 1) * pageSize, page * pageSize).map((result) => (
            <QuestionRow key={result.id} result={result} />
          ))}
        </ol>
      )}
      <Pagination
        className={styles.pagination}
        align="center"
        current={page}
        pageSize={pageSize}
        total={shown.length}
        showSizeChanger={false}
        hideOnSinglePage
        onChange={setPage}
      />
    </section>
  );
}

function QuestionRow({ result }: { readonly result: QuestionResult }) {
  const { t, language } = useLanguage();
  const { failure } = result;
  return (
    <li className={styles.result} lang={result.lang}>
      <h3>{result.question}</h3>
      <dl className={styles.pairs}>
        <dt>{t.evaluations.answer}</dt>
        <dd>
          {failure === undefined ? result.answer : language === 'zh' ? failure.zh : failure.en}{' '}
          {failure !== undefined && <Code code={failure.code} />}
          {result.refused && <span className={styles.refused}>{t.evaluations.refused}</span>}
        </dd>
        {result.references.length > 0 && (
          <>
            <dt>{t.evaluations.reference}</dt>
            <dd>{result.references.join(' / ')}</dd>
          </>
        )}
        {result.relevant.length > 0 && (
          <>
            <dt>{t.evaluations.relevant}</dt>
            <dd>{result.relevant.join(', ')}</dd>
            <dt>{t.evaluations.retrieved}</dt>
            <dd>
              {result.retrieved.slice(0, 5).map((key) => (
                <span key={key} className={styles.key} data-hit={result.relevant.includes(key)}>
                  {key}
                </span>
              ))}
            </dd>
          </>
        )}
      </dl>
      <p className={shared.faint}>
        {t.ask.confidence} {formatPercent(result.confidence)} % · {formatMs(result.latencyMs)} · {result.id}
      </p>
    </li>
  );
}
