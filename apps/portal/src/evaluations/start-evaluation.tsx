import { PlayCircleOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Select } from 'antd';
import { useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { startEvaluation } from '../api/client.generated.ts';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { evaluationsKey, goldSetsQuery } from './evaluation-queries.ts';
import styles from './evaluations.module.css';

const limits = [20, 50, 100, 200] as const;

export function StartEvaluation() {
  const { t } = useLanguage();
  const id = useId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const goldSets = useQuery(goldSetsQuery);
  const collections = useQuery(collectionsQuery);
  const [chosenGoldSet, setGoldSet] = useState<string>();
  const [chosenCollection, setCollection] = useState<string>();
  const [limit, setLimit] = useState(0);
  const [reuse, setReuse] = useState(false);
  const goldSet = chosenGoldSet ?? goldSets.data?.items[0]?.name;
  const collectionId = chosenCollection ?? collections.data?.items.find((it) => it.documentCount > 0)?.id;
  const start = useMutation({
    mutationFn: (body: Parameters<typeof startEvaluation>[0]) => startEvaluation(body),
    onSuccess: async (evaluation) => {
      await client.invalidateQueries({ queryKey: evaluationsKey });
      await navigate(evaluation.id);
    },
  });
  const error = start.error ?? goldSets.error ?? collections.error;
  const run = () => {
    if (goldSet === undefined || collectionId === undefined) return;
    start.mutate({ goldSet, collectionId, reuse, ...(limit === 0 ? {} : { limit }) });
  };
  return (
    <section className={styles.start} aria-label={t.evaluations.start}>
      <div className={styles.field}>
        <label htmlFor={`${id}-set`}>{t.evaluations.goldSet}</label>
        <Select
          id={`${id}-set`}
          value={goldSet ?? null}
          loading={goldSets.isPending}
          options={goldSets.data?.items.map((it) => ({
            value: it.name,
            label: t.evaluations.goldSetOption(it.name, it.questions),
          }))}
          onChange={(name) => setGoldSet(name ?? undefined)}
        />
      </div>
      <div className={styles.field}>
        <label htmlFor={`${id}-collection`}>{t.evaluations.collection}</label>
        <Select
          id={`${id}-collection`}
          value={collectionId ?? null}
          loading={collections.isPending}
          options={collections.data?.items.map((it) => ({ value: it.id, label: it.name }))}
          onChange={(value) => setCollection(value ?? undefined)}
        />
      </div>
      <div className={styles.field} data-narrow>
        <label htmlFor={`${id}-limit`}>{t.evaluations.limit}</label>
        <Select
          id={`${id}-limit`}
          value={limit}
          options={[
            { value: 0, label: t.evaluations.limitAll },
            ...limits.map((it) => ({ value: it, label: String(it) })),
          ]}
          onChange={setLimit}
        />
      </div>
      <Checkbox checked={reuse} onChange={(it) => setReuse(it.target.checked)}>
        {t.gate.run.reuse}
      </Checkbox>
      <Button
        type="primary"
        icon={<PlayCircleOutlined aria-hidden />}
        loading={start.isPending}
        disabled={goldSet === undefined || collectionId === undefined}
        onClick={run}
      >
        {t.evaluations.start}
      </Button>
      {goldSets.data?.items.length === 0 && <p className={styles.wide}>{t.evaluations.noGoldSets}</p>}
      {error !== null && (
        <div className={styles.wide}>
          <Failure error={error} />
        </div>
      )}
    </section>
  );
}
