import { useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useId } from 'react';
import { toApiError } from '../api/api-error.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { cronOf, dueInWords, presetKinds, presetOf, weekdayName, type Preset } from './cron-presets.ts';
import { previewQuery } from './schedule-queries.ts';
import styles from './schedules.module.css';

export interface Timing {
  readonly cron: string;
  readonly timeZone: string;
  /** Typed by hand although it may look like a preset. */
  readonly typed: boolean;
}

interface TimingFieldsProps {
  readonly value: Timing;
  readonly onChange: (value: Timing) => void;
}

const zones = Intl.supportedValuesOf('timeZone');
const days = [1, 2, 3, 4, 5, 6, 0] as const;

/** When a report is due: a preset in words or a cron expression, with the next three times written out. */
export function TimingFields({ value, onChange }: TimingFieldsProps) {
  const { t } = useLanguage();
  const id = useId();
  const preset: Preset = value.typed ? { ...presetOf(value.cron), kind: 'custom' } : presetOf(value.cron);
  const choose = (changed: Partial<Preset>) => {
    const next = { ...preset, ...changed };
    const cron = cronOf(next);
    onChange({ ...value, typed: cron === undefined, ...(cron === undefined ? {} : { cron }) });
  };
  return (
    <fieldset className={styles.timing}>
      <legend>{t.schedules.when}</legend>
      <div className={styles.timingRow}>
        <Select
          aria-label={t.schedules.when}
          value={preset.kind}
          options={presetKinds.map((kind) => ({ value: kind, label: t.schedules.presets[kind] }))}
          onChange={(kind) => choose({ kind })}
        />
        {preset.kind === 'weekly' && (
          <Select
            aria-label={t.schedules.weekday}
            value={preset.weekday}
            options={days.map((day) => ({ value: day, label: weekdayName(day, t.locale) }))}
            onChange={(weekday) => choose({ weekday })}
          />
        )}
        {preset.kind === 'custom' ? (
          <Input
            aria-label={t.schedules.cron}
            className={styles.cron}
            value={value.cron}
            placeholder="0 9 * * 1"
            onChange={(event) => onChange({ ...value, typed: true, cron: event.target.value })}
          />
        ) : (
          <Input
            aria-label={t.schedules.time}
            type="time"
            value={preset.time}
            onChange={(event) => event.target.value !== '' && choose({ time: event.target.value })}
          />
        )}
        <Select
          aria-label={t.schedules.timeZone}
          showSearch
          className={styles.zone}
          value={value.timeZone}
          options={zones.map((zone) => ({ value: zone, label: zone }))}
          onChange={(timeZone) => onChange({ ...value, timeZone })}
        />
      </div>
      {preset.kind === 'custom' && <p className={styles.hint}>{t.schedules.cronHint}</p>}
      <Preview id={id} timing={value} />
    </fieldset>
  );
}

function Preview({ id, timing: { cron, timeZone } }: { readonly id: string; readonly timing: Timing }) {
  const { t, language } = useLanguage();
  const preview = useQuery(previewQuery({ cron, timeZone }));
  if (preview.isError) {
    const problem = toApiError(preview.error);
    return (
      <p className={styles.wrong} role="alert">
        {language === 'zh' ? problem.titleZh : problem.title} {problem.detail}
      </p>
    );
  }
  if (preview.data === undefined) return null;
  return (
    <div className={styles.preview}>
      <p id={id}>{t.schedules.next}</p>
      <ol aria-labelledby={id}>
        {preview.data.next.map((due) => (
          <li key={due}>{dueInWords(due, t.locale, timeZone)}</li>
        ))}
      </ol>
    </div>
  );
}
