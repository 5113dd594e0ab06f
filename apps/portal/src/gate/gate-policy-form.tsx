import type { GateMeasure, GatePolicy } from '@mingda/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, InputNumber, Select } from 'antd';
import { useId, useState } from 'react';
import { removeGatePolicy, setGatePolicy } from '../api/client.generated.ts';
import { goldSetsQuery } from '../evaluations/evaluation-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import styles from './gate.module.css';
import { gateKey } from './gate-queries.ts';

const measures = ['accuracy', 'similarityMark', 'recallAt5', 'refusalRecall'] as const satisfies readonly GateMeasure[];
/** The server's defaults, shown before anything is saved. */
const fresh = {
  limit: null,
  margins: { accuracy: 0.03, similarityMark: 0.03, recallAt5: 0.03, refusalRecall: 0.15 },
  confidence: 0.95,
  minQuestions: 20,
  changedShare: 0.2,
} as const satisfies Omit<GatePolicy, 'goldSet'>;

const shares = { min: 0, max: 1, step: 0.01 } as const;

interface GatePolicyFormProps {
  readonly collectionId: string;
  readonly policy: GatePolicy | null;
}

/** What a draft has to pass: on which questions, and by how much it may be worse. */
export function GatePolicyForm({ collectionId, policy }: GatePolicyFormProps) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const id = useId();
  const client = useQueryClient();
  const goldSets = useQuery(goldSetsQuery);
  const [edited, setEdited] = useState<Omit<GatePolicy, 'goldSet'>>(policy ?? fresh);
  const [chosen, setChosen] = useState(policy?.goldSet);
  const goldSet = chosen ?? goldSets.data?.items[0]?.name;
  const refresh = () => client.invalidateQueries({ queryKey: gateKey(collectionId) });
  const save = useMutation({
    mutationFn: (body: GatePolicy) => setGatePolicy({ collectionId }, body),
    onSuccess: () => void message.success(t.gate.policySaved),
    onSettled: refresh,
  });
  const removal = useMutation({ mutationFn: () => removeGatePolicy({ collectionId }), onSettled: refresh });
  const setMargin = (measure: GateMeasure, value: number | null) => {
    const { [measure]: _, ...rest } = edited.margins;
    setEdited({ ...edited, margins: value === null ? rest : { ...rest, [measure]: value } });
  };
  const number = (name: 'confidence' | 'minQuestions' | 'changedShare', range: object) => (
    <div className={styles.field} key={name}>
      <label htmlFor={`${id}-${name}`}>{t.gate[name]}</label>
      <InputNumber
        id={`${id}-${name}`}
        {...range}
        value={edited[name]}
        onChange={(value) => value !== null && setEdited({ ...edited, [name]: value })}
      />
    </div>
  );
  const error = save.error ?? removal.error ?? goldSets.error;
  return (
    <section className={styles.panel} aria-label={t.gate.policy}>
      <h2>{t.gate.policy}</h2>
      <div className={styles.body}>
        <p>{policy === null ? t.gate.noGate : t.gate.policyIntro}</p>
        <div className={styles.fields}>
          <div className={styles.field}>
            <label htmlFor={`${id}-set`}>{t.gate.goldSet}</label>
            <Select
              id={`${id}-set`}
              value={goldSet ?? null}
              loading={goldSets.isPending}
              popupMatchSelectWidth={false}
              options={goldSets.data?.items.map((it) => ({
                value: it.name,
                label: t.evaluations.goldSetOption(it.name, it.questions),
              }))}
              onChange={(name) => setChosen(name ?? undefined)}
            />
          </div>
          {measures.map((measure) => (
            <div className={styles.field} key={measure}>
              <label htmlFor={`${id}-${measure}`}>{t.gate.marginLabel(t.gate.measures[measure])}</label>
              <InputNumber
                id={`${id}-${measure}`}
                {...shares}
                value={edited.margins[measure] ?? null}
                onChange={(value) => setMargin(measure, value)}
              />
            </div>
          ))}
          {number('confidence', { min: 0.5, max: 0.999, step: 0.01 })}
          {number('minQuestions', { min: 5, max: 10_000 })}
          {number('changedShare', shares)}
        </div>
        <p className={styles.faint}>{t.gate.leaveOut}</p>
        {error !== null && <Failure error={error} />}
        <div className={styles.actions}>
          <Button
            type={policy === null ? 'primary' : 'default'}
            loading={save.isPending}
            disabled={goldSet === undefined || Object.keys(edited.margins).length === 0}
            onClick={() => goldSet !== undefined && save.mutate({ ...edited, goldSet })}
          >
            {policy === null ? t.gate.policySet : t.gate.policyChange}
          </Button>
          {policy !== null && (
            <Button danger loading={removal.isPending} onClick={() => removal.mutate()}>
              {t.gate.policyRemove}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
