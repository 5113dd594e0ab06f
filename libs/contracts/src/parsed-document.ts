import { z } from 'zod';
import { errorCodes, type ErrorCode } from './error-codes.ts';

/** Kinds of structure that survive parsing. A table row's text repeats its header: `列 A: 1 | 列 B: 2`. */
export const blockKinds = ['heading', 'paragraph', 'list-item', 'table-row', 'code'] as const;
export type BlockKind = (typeof blockKinds)[number];

export const blockSchema = z.object({
  kind: z.enum(blockKinds),
  /** Plain text of the block, NFC, without leading or trailing white space, never empty. */
  text: z.string().min(1),
  /** Heading level 1-6; only for headings. */
  level: z.number().int().min(1).max(6).optional(),
  /** Page, slide or sheet number, from 1. */
  page: z.number().int().positive().optional(),
  /** Left, top, right, bottom as shares (0-1) of the page, where the format knows them. */
  box: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  /** Which table of the document a row belongs to, from 0; only for table rows. */
  table: z.number().int().nonnegative().optional(),
  /** Header cells and cells of a table row, same length; only for table rows. */
  header: z.array(z.string()).optional(),
  cells: z.array(z.string()).optional(),
});
export type Block = z.infer<typeof blockSchema>;

export const pageStates = ['text', 'table', 'scan', 'empty', 'failed'] as const;
export const pageReportSchema = z.object({
  page: z.number().int().positive(),
  state: z.enum(pageStates),
  characters: z.number().int().nonnegative(),
  /** Running heads, feet and page numbers that were left out of the text. */
  leftOut: z.array(z.string()).optional(),
});
export type PageReport = z.infer<typeof pageReportSchema>;

export const warningSchema = z.object({
  code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]),
  /** The part of the document that is concerned: a name, or words in English (`page 3`), which the portal knows and translates. */
  subject: z.string().optional(),
});
export type ParseWarning = z.infer<typeof warningSchema>;

/** What every parser returns: structure in reading order, and a report per page. */
export const parsedDocumentSchema = z.object({
  title: z.string().optional(),
  blocks: z.array(blockSchema),
  pages: z.array(pageReportSchema),
  warnings: z.array(warningSchema),
});
export type ParsedDocument = z.infer<typeof parsedDocumentSchema>;
