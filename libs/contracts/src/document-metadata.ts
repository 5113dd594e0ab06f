import { z } from 'zod';
import { fieldTypes } from './search-filter.ts';

/** A letter, then letters, digits, `_` and `-`; in any script. */
export const fieldName = z.string().regex(/^\p{L}[\p{L}\p{N}_-]{0,39}$/u);

export const documentFieldSchema = z
  .object({
    name: fieldName,
    type: z.enum(fieldTypes),
    /** What people read; the name when empty. */
    label: z.string().trim().max(60).default(''),
  })
  .meta({ id: 'DocumentField' });
export type DocumentField = z.infer<typeof documentFieldSchema>;

export const documentFieldsSchema = z
  .object({
    items: z
      .array(documentFieldSchema)
      .max(50)
      .refine((items) => new Set(items.map((it) => it.name)).size === items.length, 'names must differ'),
  })
  .meta({ id: 'DocumentFields' });

export const tagSchema = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}]+$/u, 'no control characters');

const tags = z.array(tagSchema).max(50);
const fieldValue = z.union([z.string().max(1000), z.number(), z.boolean()]);
const fieldValues = z.record(fieldName, fieldValue);
/** A day or an instant; a day is its beginning in UTC. */
const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

export const documentMetadataSchema = z
  .object({
    tags: tags.default([]),
    /** By the name of a field of the collection; dates as days or instants. */
    fields: fieldValues.default({}),
    documentDate: moment.nullable().default(null),
    modifiedAt: moment.nullable().default(null),
  })
  .meta({ id: 'DocumentMetadata' });
export type DocumentMetadata = z.infer<typeof documentMetadataSchema>;

/** What is left out stays as it is; null takes a value away. */
export const changeMetadataSchema = z
  .object({
    documentIds: z.array(z.uuid()).min(1).max(1000),
    addTags: tags.default([]),
    removeTags: tags.default([]),
    fields: z.record(fieldName, fieldValue.nullable()).default({}),
    documentDate: moment.nullable().optional(),
  })
  .meta({ id: 'ChangeMetadata' });
export type ChangeMetadata = z.infer<typeof changeMetadataSchema>;

export const changedDocumentsSchema = z
  .object({ changed: z.number().int().nonnegative() })
  .meta({ id: 'ChangedDocuments' });

export const tagListSchema = z
  .object({ items: z.array(z.object({ tag: z.string(), documents: z.number().int() })) })
  .meta({ id: 'TagList' });
