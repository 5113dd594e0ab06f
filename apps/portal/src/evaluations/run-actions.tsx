import type { Evaluation } from '@mingda/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useNavigate } from 'react-router';
import { cancelEvaluation, repeatEvaluation } from '../api/client.generated.ts';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { evaluationsKey, evaluationsQuery, isRunning } from './evaluation-queries.ts';
import styles from './evaluations.module.css';

/** Ends a run that waits or goes. */
export function CancelRun({ evaluation, label }: { readonly evaluation: Evaluation; readonly label: string }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const onError = useFailureMessage();
  const cancel = useMutation({
    mutationFn: () => cancelEvaluation({ evaluationId: evaluation.id }),
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: evaluationsKey }),
  });
  if (!isRunning(evaluation)) return null;
  return (
    <Button size="small" loading={cancel.isPending} aria-label={label} onClick={() => cancel.mutate()}>
      {t.gate.run.cancel}
    </Button>
  );
}

/** What can be done with a run that has ended: measure the same again, hold it against another one. */
export function RunActions({ evaluation }: { readonly evaluation: Evaluation }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const onError = useFailureMessage();
  const evaluations = useQuery(evaluationsQuery);
  const again = useMutation({
    mutationFn: () => repeatEvaluation({ evaluationId: evaluation.id }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: evaluationsKey });
      await navigate(`/evaluations/${id}`);
    },
    onError,
  });
  const others = evaluations.data?.items.filter((it) => it.state === 'finished' && it.id !== evaluation.id) ?? [];
  return (
    <div className={styles.runActions}>
      <Button loading={again.isPending} onClick={() => again.mutate()}>
        {t.gate.run.again}
      </Button>
      {evaluation.state === 'finished' && others.length > 0 && (
        <Select
          aria-label={t.gate.comparison.choose}
          placeholder={t.gate.comparison.choose}
          popupMatchSelectWidth={false}
          value={null}
          options={others.map((it) => ({
            value: it.id,
            label: [
              it.goldSet,
              ...(it.profileVersion === null ? [] : [t.gate.run.profile(it.profileVersion)]),
              formatMoment(it.finishedAt ?? it.createdAt, t.locale),
            ].join(' · '),
          }))}
          onChange={(id) => void navigate(`/evaluations/compare?before=${id ?? ''}&after=${evaluation.id}`)}
        />
      )}
    </div>
  );
}
