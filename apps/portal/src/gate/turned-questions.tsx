import type { ChangedQuestion, QuestionResult } from '@mingda/contracts';
import { Pagination, Segmented } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './gate.module.css';

const pageSize = 10;

/** The questions that got worse or better, with both answers beside each other. */
export function TurnedQuestions({ questions }: { readonly questions: readonly ChangedQuestion[] }) {
  const { t } = useLanguage();
  const texts = t.gate.comparison;
  const [change, setChange] = useState<ChangedQuestion['change']>('worse');
  const [page, setPage] = useState(1);
  const shown = questions.filter((it) => it.change === change);
  const count = (of: ChangedQuestion['change']): number => questions.filter((it) => it.change === of).length;
  return (
    <section className={styles.panel} aria-label={texts.questions}>
      <h2>{texts.questions}</h2>
      <div className={styles.body}>
        <Segmented
          className={styles.segmented}
          value={change}
          options={(['worse', 'better'] as const).map((value) => ({
            value,
            label: `${texts[value]} (${count(value)})`,
          }))}
          onChange={(value) => {
            setChange(value);
            setPage(1);
          }}
        />
      </div>
      {shown.length === 0 ? (
        <p className={styles.nothing}>{texts.none}</p>
      ) : (
        <ol>
          {shown.slice((page - 1) * pageSize, page * pageSize).map((question) => (
            <TurnedQuestion key={question.id} question={question} />
          ))}
        </ol>
      )}
      <Pagination
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

function TurnedQuestion({ question: { by, before, after } }: { readonly question: ChangedQuestion }) {
  const { t } = useLanguage();
  const texts = t.gate.comparison;
  return (
    <li className={styles.question} lang={after.lang}>
      <h3>
        {after.question} <span className={styles.faint}>{texts.by[by]}</span>
      </h3>
      <div className={styles.pair}>
        <AnswerSide title={texts.before} result={before} />
        <AnswerSide title={texts.after} result={after} />
      </div>
      {after.references.length > 0 && (
        <p className={styles.faint}>
          {t.evaluations.reference}: {after.references.join(' / ')}
        </p>
      )}
    </li>
  );
}

function AnswerSide({ title, result }: { readonly title: string; readonly result: QuestionResult }) {
  const { t, language } = useLanguage();
  const { failure, refused, answer } = result;
  return (
    <div>
      <p className={styles.faint}>
        {title}
        {refused && ` · ${t.evaluations.refused}`}
      </p>
      <p>{failure === undefined ? answer : failure[language]}</p>
    </div>
  );
}
