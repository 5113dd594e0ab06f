import type { FilterCondition } from '@mingda/contracts';
import { useQuery } from '@tanstack/react-query';
import { AutoComplete, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import { tagsQuery } from '../lexicon/lexicon-queries.ts';
import styles from './filter.module.css';
import { conditionOf, operatorsOf, type FilterField, type Operator } from './filter-fields.ts';

interface ConditionFormProps {
  readonly collectionId: string;
  readonly fields: readonly FilterField[];
  readonly onAdd: (condition: FilterCondition) => void;
}

export function ConditionForm({ collectionId, fields, onAdd }: ConditionFormProps) {
  const { t } = useLanguage();
  const [name, setName] = useState('tag');
  const [operator, setOperator] = useState<Operator>('eq');
  const [values, setValues] = useState<readonly [string, string]>(['', '']);
  const tags = useQuery(tagsQuery(collectionId)).data?.items ?? [];
  const field = fields.find((it) => it.field === name) ?? fields[0];
  if (field === undefined) return null;
  const condition = conditionOf(field, operator, values);
  const choose = (next: string) => {
    setName(next);
    setOperator('eq');
    setValues(['', '']);
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (condition !== null) onAdd(condition);
      }}
    >
      <Select
        size="small"
        aria-label={t.filter.field}
        value={field.field}
        options={fields.map((it) => ({ value: it.field, label: it.label }))}
        popupMatchSelectWidth={false}
        onChange={choose}
      />
      <Select<Operator>
        size="small"
        aria-label={t.filter.operator}
        value={operator}
        options={operatorsOf[field.kind].map((it) => ({ value: it, label: t.filter.operators[it] }))}
        popupMatchSelectWidth={false}
        onChange={setOperator}
      />
      {operator !== 'exists' && (
        <ValueInput
          label={t.filter.value}
          hint={operator === 'in' ? t.filter.several : ''}
          field={field}
          choices={field.field === 'tag' && operator !== 'in' ? tags.map((it) => it.tag) : []}
          value={values[0]}
          onChange={(first) => setValues([first, values[1]])}
        />
      )}
      {operator === 'between' && (
        <ValueInput
          label={t.filter.until}
          hint=""
          field={field}
          choices={[]}
          value={values[1]}
          onChange={(second) => setValues([values[0], second])}
        />
      )}
      <Button size="small" type="primary" htmlType="submit" disabled={condition === null}>
        {t.filter.apply}
      </Button>
    </form>
  );
}

interface ValueInputProps {
  readonly label: string;
  readonly hint: string;
  readonly field: FilterField;
  readonly choices: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const fileTypes = ['pdf', 'docx', 'xlsx', 'pptx', 'md', 'txt', 'html', 'csv', 'json', 'eml'];

function ValueInput({ label, hint, field, choices, value, onChange }: ValueInputProps) {
  const { t } = useLanguage();
  const fixed = field.field === 'fileType' ? fileTypes : field.field === 'language' ? ['zh', 'en'] : [];
  if (field.kind === 'boolean') {
    return (
      <Select
        size="small"
        aria-label={label}
        value={value === '' ? null : value}
        options={[
          { value: 'true', label: t.filter.yes },
          { value: 'false', label: t.filter.no },
        ]}
        onChange={onChange}
      />
    );
  }
  if (field.kind === 'date') {
    return (
      <Input
        size="small"
        type="date"
        className={styles.value}
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <AutoComplete
      className={styles.value}
      size="small"
      aria-label={label}
      placeholder={hint}
      value={value}
      options={[...choices, ...fixed].map((it) => ({ value: it }))}
      showSearch={{ filterOption: (text, option) => option?.value.includes(text) ?? false }}
      onChange={onChange}
    />
  );
}
