import type { DocumentField, FilterCondition } from '@mingda/contracts';

/** What kind of value a field takes; decides its operators and the input that is shown. */
export type FieldKind = 'text' | 'choice' | 'set' | 'number' | 'date' | 'boolean';

export interface FilterField {
  /** As the server calls it. */
  readonly field: string;
  readonly kind: FieldKind;
  readonly label: string;
}

/** The operators that people choose from; the server knows the same ones. */
export const operatorsOf = {
  text: ['eq', 'ne', 'in', 'prefix', 'glob', 'exists'],
  choice: ['eq', 'ne', 'in'],
  set: ['eq', 'ne', 'in', 'prefix', 'exists'],
  number: ['eq', 'ne', 'in', 'lt', 'lte', 'gt', 'gte', 'between', 'exists'],
  date: ['eq', 'before', 'after', 'between', 'exists'],
  boolean: ['eq', 'ne', 'exists'],
} as const;
export type Operator = (typeof operatorsOf)[FieldKind][number];

const builtIn = {
  source: 'text',
  fileType: 'choice',
  language: 'choice',
  tag: 'set',
  documentDate: 'date',
  modified: 'date',
  created: 'date',
} as const;

export function filterFields(
  labels: Readonly<Record<keyof typeof builtIn, string>>,
  custom: readonly DocumentField[],
): FilterField[] {
  const own = Object.entries(builtIn).map(([field, kind]) => ({
    field,
    kind,
    label: labels[field as keyof typeof builtIn],
  }));
  return [...own, ...custom.map((it) => ({ field: `fields.${it.name}`, kind: it.type, label: it.label || it.name }))];
}

/** What was typed, as the server takes it; null while it is no whole value. */
export function conditionOf(
  { field, kind }: FilterField,
  operator: Operator,
  [first = '', second = '']: readonly string[],
): FilterCondition | null {
  if (operator === 'exists') return { field, operator, value: true };
  const typed = (text: string): string | number | boolean | null => {
    const plain = text.trim();
    if (plain === '') return null;
    if (kind === 'boolean') return plain === 'true';
    if (kind !== 'number') return plain;
    return Number.isFinite(Number(plain)) ? Number(plain) : null;
  };
  const texts = operator === 'in' ? first.split(/[,，;；]/).filter((it) => it.trim() !== '') : [first, second];
  const values = texts.map(typed);
  if (operator === 'in' || operator === 'between') {
    const whole = values.filter((it) => it !== null);
    return whole.length === values.length && whole.length > 0 ? { field, operator, value: whole } : null;
  }
  const [value = null] = values;
  return value === null ? null : { field, operator, value };
}
