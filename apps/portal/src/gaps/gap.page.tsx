import type { Gap, GapDetail } from '@mingda/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useId } from 'react';
import { useParams } from 'react-router';
import { changeGap } from '../api/client.generated.ts';
import { formatDay, formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { Failure, FailureBox } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { GapActions } from './gap-actions.tsx';
import { gapQuery, gapsKey } from './gap-queries.ts';
import { GapQuestions } from './gap-questions.tsx';
import { GapTasks } from './gap-tasks.tsx';
import styles from './gaps.module.css';

const chosenStates = ['open', 'in-progress', 'dismissed'] as const;

export function GapPage() {
  const { t } = useLanguage();
  const { gapId = '' } = useParams();
  const detail = useQuery(gapQuery(gapId));
  const back = { to: '/gaps', label: t.gaps.back };
  if (detail.data === undefined) {
    return detail.isError ? (
      <>
        <PageHeader title={t.gaps.title} back={back} />
        <Failure error={detail.error} onRetry={() => void detail.refetch()} />
      </>
    ) : (
      <Loading rows={8} />
    );
  }
  const { gap } = detail.data;
  const seen = t.gaps.seen(formatDay(gap.firstSeen, t.locale), formatDay(gap.lastSeen, t.locale));
  return (
    <>
      <PageHeader title={gap.title} intro={`${t.gaps.count(gap.questionCount)}, ${seen}`} back={back} />
      <Standing gap={gap} />
      <div className={styles.columns}>
        <GapQuestions questions={detail.data.questions} />
        <aside className={styles.aside}>
          <Care detail={detail.data} />
          <GapActions detail={detail.data} />
          <GapTasks detail={detail.data} />
        </aside>
      </div>
    </>
  );
}

/** How the gap stands, and what the last measurement said. */
function Standing({ gap }: { readonly gap: Gap }) {
  const { t, language } = useLanguage();
  const { measurement, failure } = gap;
  if (failure !== null) {
    return (
      <FailureBox title={t.gaps.reopened} cause={language === 'zh' ? failure.zh : failure.en} code={failure.code} />
    );
  }
  return (
    <div className={styles.standing} data-state={gap.state} role="status">
      <span className={styles.state} data-state={gap.state}>
        {t.gaps.states[gap.state]}
      </span>
      {gap.state === 'measuring' && <span>{t.gaps.measuring}</span>}
      {gap.state === 'closed' && <span>{t.gaps.closedText}</span>}
      {measurement !== null && gap.state !== 'measuring' && (
        <>
          {measurement.improved < measurement.asked && <span>{t.gaps.reopened}</span>}
          <span className={styles.faint}>
            {t.gaps.measured(measurement.improved, measurement.asked, formatMoment(measurement.at, t.locale))}
          </span>
        </>
      )}
    </div>
  );
}

function Care({ detail: { gap } }: { readonly detail: GapDetail }) {
  const { t } = useLanguage();
  const id = useId();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (body: Parameters<typeof changeGap>[1]) => changeGap({ gapId: gap.id }, body),
    onError: useFailureMessage(),
    onSettled: () => client.invalidateQueries({ queryKey: gapsKey }),
  });
  const chosen = chosenStates.find((it) => it === gap.state);
  return (
    <section className={styles.card}>
      <div className={styles.field}>
        <label htmlFor={`${id}-owner`}>{t.gaps.owner}</label>
        <Input
          key={gap.owner}
          id={`${id}-owner`}
          defaultValue={gap.owner}
          maxLength={100}
          placeholder={t.gaps.ownerPlaceholder}
          onBlur={(event) => {
            const owner = event.target.value.trim();
            if (owner !== gap.owner) change.mutate({ owner });
          }}
        />
      </div>
      <div className={styles.field}>
        <label htmlFor={`${id}-state`}>{t.gaps.state}</label>
        <Select
          id={`${id}-state`}
          value={chosen ?? gap.state}
          disabled={gap.state === 'measuring'}
          options={[
            ...chosenStates.map((it) => ({ value: it, label: t.gaps.states[it] })),
            ...(chosen === undefined ? [{ value: gap.state, label: t.gaps.states[gap.state], disabled: true }] : []),
          ]}
          onChange={(state) => {
            const wanted = chosenStates.find((it) => it === state);
            if (wanted !== undefined) change.mutate({ state: wanted });
          }}
        />
      </div>
    </section>
  );
}
