import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useId } from 'react';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { evaluationsQuery } from '../evaluations/evaluation-queries.ts';
import runs from '../evaluations/evaluations.module.css';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';

interface RunPickerProps {
  readonly before: string;
  readonly after: string;
  readonly onBefore: (id: string) => void;
  readonly onAfter: (id: string) => void;
}

/** The finished runs, to choose the two of a comparison from. */
export function RunPicker({ before, after, onBefore, onAfter }: RunPickerProps) {
  const { t } = useLanguage();
  const id = useId();
  const evaluations = useQuery(evaluationsQuery);
  const collections = useQuery(collectionsQuery);
  const options = evaluations.data?.items
    .filter((it) => it.state === 'finished')
    .map((it) => {
      const collection = collections.data?.items.find(({ id: own }) => own === it.collectionId)?.name;
      const version = it.profileVersion === null ? [] : [t.gate.run.profile(it.profileVersion)];
      const parts = [it.goldSet, collection ?? t.evaluations.deletedCollection, ...version];
      return { value: it.id, label: `${parts.join(' · ')} · ${formatMoment(it.finishedAt ?? it.createdAt, t.locale)}` };
    });
  const field = (name: 'before' | 'after', value: string, onChange: (id: string) => void) => (
    <div className={runs.field}>
      <label htmlFor={`${id}-${name}`}>{t.gate.comparison[name]}</label>
      <Select
        id={`${id}-${name}`}
        value={value === '' ? null : value}
        loading={evaluations.isPending}
        options={options}
        onChange={(chosen) => chosen !== null && onChange(chosen)}
      />
    </div>
  );
  return (
    <section className={runs.start} aria-label={t.gate.comparison.title}>
      {field('before', before, onBefore)}
      {field('after', after, onAfter)}
    </section>
  );
}
