import {
  builtInFields,
  filterOperators,
  type BuiltInField,
  type DocumentField,
  type FilterCondition,
  type SearchFilter,
} from '@mingda/contracts';
import type { ConditionTarget, SearchCondition } from '@mingda/database';
import { momentOf, type Moment } from '@mingda/domain';
import { formatOfExtension, mediaTypeOf } from '@mingda/files';
import { MingdaError } from '@mingda/platform';

type Kind = keyof typeof filterOperators;
type Test = SearchCondition extends infer C
  ? C extends SearchCondition
    ? Omit<C, 'target' | 'negated'>
    : never
  : never;

const customPrefix = 'fields.';

/**
 * Checks a filter against what documents have and puts it into the form of the database.
 * @param defined the collection's custom fields
 * @throws MingdaError `FILTER_INVALID` that names the field and the operator
 */
export function readFilter(filter: SearchFilter, defined: readonly DocumentField[]): SearchCondition[] {
  return filter.map((condition) => readCondition(condition, defined));
}

export const usesCustomFields = (filter: SearchFilter): boolean =>
  filter.some((it) => it.field.startsWith(customPrefix));

function readCondition(condition: FilterCondition, defined: readonly DocumentField[]): SearchCondition {
  const { target, kind } = fieldOf(condition, defined);
  const operators: readonly string[] = filterOperators[kind];
  if (!operators.includes(condition.operator)) {
    throw invalid(condition, `a field of type ${kind} knows: ${operators.join(', ')}`);
  }
  const { operator, value } = condition;
  if (operator === 'exists') {
    if (value !== undefined && typeof value !== 'boolean') throw invalid(condition, 'true or false is needed');
    return { target, negated: value === false, test: 'exists' };
  }
  const test = kind === 'date' ? dateTest(condition) : plainTest(condition, kind);
  return { target, negated: operator === 'ne', ...test };
}

function fieldOf(
  condition: FilterCondition,
  defined: readonly DocumentField[],
): { target: ConditionTarget; kind: Kind } {
  const { field } = condition;
  if (field.startsWith(customPrefix)) {
    const name = field.slice(customPrefix.length);
    const known = defined.find((it) => it.name === name);
    if (known === undefined) {
      throw invalid(
        condition,
        `the collection has no such field; it has: ${defined.map((it) => it.name).join(', ') || 'none'}`,
      );
    }
    return { target: { field: name, type: known.type }, kind: known.type };
  }
  if (!isBuiltIn(field)) {
    const names = [...Object.keys(builtInFields), `${customPrefix}<name>`];
    throw invalid(condition, `no such field; there are: ${names.join(', ')}`);
  }
  return { target: { property: field === 'fileType' ? 'mediaType' : field }, kind: builtInFields[field] };
}

const isBuiltIn = (field: string): field is BuiltInField => Object.hasOwn(builtInFields, field);

function plainTest(condition: FilterCondition, kind: Kind): Test {
  const { operator, value } = condition;
  const values = listOf(condition).map((it) => typed(condition, it, kind));
  switch (operator) {
    case 'eq':
    case 'ne':
    case 'in':
      return { test: 'in', values: storedValues(condition, values) };
    case 'prefix':
      return { test: 'prefix', value: String(value) };
    case 'glob':
      return { test: 'glob', value: String(value) };
    default:
      return numberRange(condition, values.map(Number));
  }
}

function numberRange({ operator }: FilterCondition, [first = 0, second = 0]: readonly number[]): Test {
  const between = operator === 'between';
  const lower = between || operator.startsWith('gt');
  const upper = between || operator.startsWith('lt');
  return {
    test: 'range',
    from: lower ? first : null,
    to: upper ? (between ? second : first) : null,
    closed: { from: between || operator === 'gte', to: between || operator === 'lte' },
  };
}

function dateTest(condition: FilterCondition): Test {
  const [first, second] = listOf(condition).map((it) => momentIn(condition, it));
  if (first === undefined) throw invalid(condition, 'a date is needed');
  const range = (from: string | null, to: string | null): Test => ({
    test: 'range',
    from,
    to,
    closed: { from: true, to: false },
  });
  switch (condition.operator) {
    case 'before':
      return range(null, first.from);
    case 'after':
      return range(first.to, null);
    case 'between':
      return range(first.from, (second ?? first).to);
    default:
      return range(first.from, first.to);
  }
}

function momentIn(condition: FilterCondition, value: unknown): Moment {
  const moment = typeof value === 'string' ? momentOf(value) : null;
  if (moment === null) throw invalid(condition, `${JSON.stringify(value)} is no date like 2026-03-01`);
  return moment;
}

/** The values of a condition: as many as its operator takes. */
function listOf(condition: FilterCondition): readonly (string | number | boolean)[] {
  const { operator, value } = condition;
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const isList = operator === 'in' || operator === 'between';
  if (isList !== Array.isArray(value) || list.length === 0 || (operator === 'between' && list.length !== 2)) {
    throw invalid(
      condition,
      operator === 'between' ? 'two values are needed' : isList ? 'a list is needed' : 'one value is needed',
    );
  }
  return list;
}

const wanted = {
  number: 'number',
  boolean: 'boolean',
  text: 'string',
  choice: 'string',
  set: 'string',
  date: 'string',
} as const;

function typed(condition: FilterCondition, value: string | number | boolean, kind: Kind): string | number | boolean {
  if (typeof value !== wanted[kind] || (typeof value === 'number' && !Number.isFinite(value))) {
    throw invalid(condition, `${JSON.stringify(value)} is no ${wanted[kind]}`);
  }
  // PostgreSQL has no place for it in a text.
  if (typeof value === 'string' && value.includes('\0')) throw invalid(condition, 'a text must not hold a NUL');
  return value;
}

/** File types are asked for by their usual name and stored as media types. */
function storedValues(condition: FilterCondition, values: (string | number | boolean)[]): string[] {
  if (condition.field !== 'fileType') return values.map(String);
  return values.map((it) => {
    const format = formatOfExtension(String(it).toLowerCase().replace(/^\./, ''));
    if (format === undefined) throw invalid(condition, `${String(it)} is no file type that is read`);
    return mediaTypeOf(format);
  });
}

function invalid({ field, operator }: FilterCondition, detail: string): MingdaError {
  return new MingdaError('FILTER_INVALID', { subject: `${field} ${operator}`, detail });
}
