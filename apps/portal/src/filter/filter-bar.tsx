import type { FilterCondition, SearchFilter } from '@mingda/contracts';
import { FilterOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import { fieldsQuery } from '../lexicon/lexicon-queries.ts';
import { ConditionForm } from './condition-form.tsx';
import styles from './filter.module.css';
import { filterFields, type FilterField } from './filter-fields.ts';

interface FilterBarProps {
  readonly collectionId: string;
  readonly filter: SearchFilter;
  readonly onChange: (filter: SearchFilter) => void;
}

/** Conditions on documents as removable tags, with a form for another one. */
export function FilterBar({ collectionId, filter, onChange }: FilterBarProps) {
  const { t } = useLanguage();
  const [adding, setAdding] = useState(false);
  const custom = useQuery(fieldsQuery(collectionId)).data?.items ?? [];
  const fields = filterFields(t.filter.fields, custom);
  return (
    <div className={styles.bar} role="group" aria-label={t.filter.label}>
      {filter.map((condition, at) => {
        const text = textOf(condition, { fields, texts: t.filter });
        return (
          <Tag
            key={text}
            className={styles.condition}
            closable={{ 'aria-label': t.filter.remove(text) }}
            onClose={(event) => {
              event.preventDefault();
              onChange(filter.filter((_, index) => index !== at));
            }}
          >
            {text}
          </Tag>
        );
      })}
      <Button size="small" type="dashed" icon={<FilterOutlined aria-hidden />} onClick={() => setAdding(!adding)}>
        {t.filter.add}
      </Button>
      {filter.length > 1 && (
        <Button size="small" type="link" onClick={() => onChange([])}>
          {t.filter.clear}
        </Button>
      )}
      {adding && (
        <ConditionForm
          collectionId={collectionId}
          fields={fields}
          onAdd={(condition) => {
            setAdding(false);
            onChange([...filter, condition]);
          }}
        />
      )}
    </div>
  );
}

interface Texts {
  readonly operators: Readonly<Record<string, string | undefined>>;
  readonly yes: string;
  readonly no: string;
}

function textOf(
  { field, operator, value }: FilterCondition,
  { fields, texts }: { readonly fields: readonly FilterField[]; readonly texts: Texts },
): string {
  const label = fields.find((it) => it.field === field)?.label ?? field;
  const shown = (it: string | number | boolean): string =>
    typeof it === 'boolean' ? (it ? texts.yes : texts.no) : String(it);
  const values = operator === 'exists' || value === undefined ? [] : Array.isArray(value) ? value : [value];
  return [label, texts.operators[operator] ?? operator, values.map(shown).join(', ')]
    .filter((it) => it !== '')
    .join(' ');
}
