import { z } from 'zod';

/** Types of custom fields. */
export const fieldTypes = ['text', 'number', 'date', 'boolean'] as const;
export type FieldType = (typeof fieldTypes)[number];

/** What every document has, beside the collection's own fields, which are addressed as `fields.<name>`. */
export const builtInFields = {
  /** The key that the document was taken in under, such as its path. */
  source: 'text',
  /** `pdf`, `docx`, ... by content, whatever the file is called. */
  fileType: 'choice',
  /** `zh` or `en`. */
  language: 'choice',
  tag: 'set',
  /** When the file was changed last, where the source told it; when this version was taken in otherwise. */
  modified: 'date',
  /** When the document was first taken in. */
  created: 'date',
  /** The date that the document carries, as people entered it. */
  documentDate: 'date',
} as const;
export type BuiltInField = keyof typeof builtInFields;

/** Operators by the type of the field. Dates are days (`2026-03-01`, in UTC) or instants; both ends of `between` count. */
export const filterOperators = {
  text: ['eq', 'ne', 'in', 'prefix', 'glob', 'exists'],
  choice: ['eq', 'ne', 'in'],
  set: ['eq', 'ne', 'in', 'prefix', 'exists'],
  number: ['eq', 'ne', 'in', 'lt', 'lte', 'gt', 'gte', 'between', 'exists'],
  date: ['eq', 'before', 'after', 'between', 'exists'],
  boolean: ['eq', 'ne', 'exists'],
} as const;
export type FilterOperator = (typeof filterOperators)[keyof typeof filterOperators][number];

const scalar = z.union([z.string().max(1000), z.number(), z.boolean()]);

export const filterConditionSchema = z
  .object({
    field: z.string().min(1).max(80),
    operator: z.string().min(1).max(20),
    /** One value; a list for `in`, two for `between`; for `exists` true (when absent) or false. */
    value: z.union([scalar, z.array(scalar).max(200)]).optional(),
  })
  .meta({ id: 'FilterCondition' });
export type FilterCondition = z.infer<typeof filterConditionSchema>;

/** Conditions on documents, all of which must hold. */
export const searchFilterSchema = z.array(filterConditionSchema).max(20).meta({ id: 'SearchFilter' });
export type SearchFilter = z.infer<typeof searchFilterSchema>;
