import type { Floors, MetricName } from '@mingda/contracts';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, InputNumber, Select } from 'antd';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './schedules.module.css';

interface FloorFieldsProps {
  readonly value: Floors;
  readonly onChange: (value: Floors) => void;
}

/** The figures for which people set limits; each is a floor or, where lower is better, a ceiling. */
const offered: readonly MetricName[] = [
  'accuracy',
  'wrongAnswerRate',
  'falseRefusalRate',
  'refusalRecall',
  'recallAt5',
  'citationHit',
  'bertScoreF1',
  'latencyP95Ms',
];
const inMilliseconds = new Set<MetricName>(['latencyP95Ms', 'latencyMeanMs']);
const scores = new Set<MetricName>(['bertScoreF1']);

/** Shares are typed in percent. */
const factorOf = (name: MetricName): number => (inMilliseconds.has(name) || scores.has(name) ? 1 : 100);

export function FloorFields({ value, onChange }: FloorFieldsProps) {
  const { t } = useLanguage();
  const names = Object.keys(value) as MetricName[];
  const free = offered.filter((name) => !names.includes(name));
  return (
    <fieldset className={styles.floors}>
      <legend>{t.schedules.floors}</legend>
      <p className={styles.hint}>{t.schedules.floorsHint}</p>
      {names.map((name) => (
        <div key={name} className={styles.floor}>
          <span>{t.evaluations.metrics[name]}</span>
          <InputNumber
            aria-label={t.schedules.limitOf(t.evaluations.metrics[name])}
            value={(value[name] ?? 0) * factorOf(name)}
            min={0}
            max={inMilliseconds.has(name) ? 600_000 : factorOf(name)}
            step={scores.has(name) ? 0.01 : 1}
            suffix={inMilliseconds.has(name) ? 'ms' : scores.has(name) ? undefined : '%'}
            onChange={(typed) => onChange({ ...value, [name]: (typed ?? 0) / factorOf(name) })}
          />
          <Button
            type="text"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t.schedules.removeLimit(t.evaluations.metrics[name])}
            onClick={() => onChange(Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)))}
          />
        </div>
      ))}
      {free.length > 0 && (
        <Select
          aria-label={t.schedules.addLimit}
          className={styles.addFloor}
          value={null}
          placeholder={t.schedules.addLimit}
          prefix={<PlusOutlined aria-hidden />}
          options={free.map((name) => ({ value: name, label: t.evaluations.metrics[name] }))}
          onChange={(name: MetricName | null) => {
            if (name !== null)
              onChange({ ...value, [name]: inMilliseconds.has(name) ? 1000 : scores.has(name) ? 0.69 : 0.9 });
          }}
        />
      )}
    </fieldset>
  );
}
