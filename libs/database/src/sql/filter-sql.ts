import type { ConditionTarget, SearchCondition } from '../search-condition.ts';

/** Conditions as SQL over `document d` and its current version `cv`, with the values of its parameters. */
export interface FilterSql {
  /** True for every document when there is no condition. */
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

const columns = {
  source: 'd.source_key',
  mediaType: 'cv.media_type',
  language: 'd.lang',
  modified: 'coalesce(d.modified_at, cv.created_at)',
  created: 'd.created_at',
  documentDate: 'd.document_date',
} as const;

const instants: ReadonlySet<string> = new Set(['modified', 'created', 'documentDate']);

/**
 * Every condition must hold. Values are parameters from `$first` on and never part of the text; a document without the
 * value meets no condition, and so meets a negated one.
 */
export function filterSql(conditions: readonly SearchCondition[], first: number): FilterSql {
  const parameters: unknown[] = [];
  const add = (value: unknown, type: string): string => {
    parameters.push(value);
    return `$${String(first + parameters.length - 1)}::${type}`;
  };
  const parts = conditions.map((it) => {
    const sql = `coalesce(${conditionSql(it, add)}, false)`;
    return it.negated ? `not ${sql}` : sql;
  });
  return { sql: parts.length === 0 ? 'true' : parts.join('\n    and '), parameters };
}

type Add = (value: unknown, type: string) => string;

function conditionSql(condition: SearchCondition, add: Add): string {
  const { target } = condition;
  if ('property' in target && target.property === 'tag') return tagSql(condition, add);
  const { value, type } = valueSql(target, add);
  switch (condition.test) {
    case 'in':
      return `${value} = any(${add(condition.values.map(String), `${type}[]`)})`;
    case 'prefix':
      return `starts_with(${value}, ${add(condition.value, 'text')})`;
    case 'glob':
      return `${value} like ${add(likePattern(condition.value), 'text')}`;
    case 'range': {
      const { from, to, closed } = condition;
      const sides = [
        ...(from === null ? [] : [`${value} ${closed.from ? '>=' : '>'} ${add(from, type)}`]),
        ...(to === null ? [] : [`${value} ${closed.to ? '<=' : '<'} ${add(to, type)}`]),
      ];
      return sides.length === 0 ? `${value} is not null` : `(${sides.join(' and ')})`;
    }
    case 'exists':
      return `${value} is not null`;
  }
}

/** A document has many tags: a test holds when one of them meets it. */
function tagSql(condition: SearchCondition, add: Add): string {
  switch (condition.test) {
    case 'in':
      return `d.tags && ${add(condition.values.map(String), 'text[]')}`;
    case 'prefix':
      return `exists (select 1 from unnest(d.tags) tag where starts_with(tag, ${add(condition.value, 'text')}))`;
    case 'glob':
      return `exists (select 1 from unnest(d.tags) tag where tag like ${add(likePattern(condition.value), 'text')})`;
    case 'range':
    case 'exists':
      return `d.tags <> '{}'`;
  }
}

function valueSql(target: ConditionTarget, add: Add): { value: string; type: string } {
  if ('property' in target) {
    if (target.property === 'tag') return { value: 'd.tags', type: 'text' };
    return { value: columns[target.property], type: instants.has(target.property) ? 'timestamptz' : 'text' };
  }
  const name = add(target.field, 'text');
  // A value of another type, from before the field was defined, must not break the statement.
  const typed = (kind: string): string =>
    `case when jsonb_typeof(d.fields -> ${name}) = '${kind}' then d.fields ->> ${name} end`;
  switch (target.type) {
    case 'number':
      return { value: `(${typed('number')})::double precision`, type: 'double precision' };
    case 'boolean':
      return { value: `(${typed('boolean')})::boolean`, type: 'boolean' };
    case 'date':
      return { value: `(${typed('string')}) collate "C"`, type: 'text' };
    case 'text':
      return { value: `(${typed('string')})`, type: 'text' };
  }
}

function likePattern(glob: string): string {
  return glob
    .replaceAll(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_');
}
