import type { ParsedDocument } from '@mingda/contracts';
import type { ExpansionBudget } from '../archive/expansion-budget.ts';
import type { Pictures } from '../recognition/pictures.ts';

export interface ParseInput {
  readonly bytes: Buffer;
  readonly fileName: string;
  /** Opens the file where it is protected. */
  readonly password?: string;
}

export interface ParseContext {
  readonly maxPages: number;
  /** What all containers of one file, nested ones too, may unpack to. */
  readonly expansion: ExpansionBudget;
  /** Texts that were read off the file's pictures. */
  readonly pictures: Pictures;
  /** Reads a file inside this one, such as a mail's attachment, within the same limits. */
  readonly parseNested: (input: ParseInput) => Promise<ParsedDocument>;
}

/** Reads one format. Throws MingdaError for what is wrong with the file; anything else counts as damage to it. */
export type Parser = (input: ParseInput, context: ParseContext) => Promise<ParsedDocument>;
