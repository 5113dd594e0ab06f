import type { GoldDocument, GoldImportFormat, GoldItemContent, GoldSplit } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';

/** A question of a file with where it stands, before anybody has checked it. */
export interface RawRow {
  /** Line, row or place in the file, from 1. */
  readonly row: number;
  readonly id?: unknown;
  readonly content: Readonly<Record<string, unknown>>;
  readonly split?: unknown;
}

/** Why a row is left out, in both languages. */
export interface RefusedRow {
  readonly row: number;
  readonly en: string;
  readonly zh: string;
}

/** A question that may be stored. */
export interface GoldRow {
  readonly key: string;
  readonly content: GoldItemContent;
  /** Absent: the hash of the key decides. */
  readonly split: GoldSplit | undefined;
}

/** What a reader of one layout finds. */
export interface RawQuestionFile {
  readonly rows: readonly RawRow[];
  readonly refused: readonly RefusedRow[];
  /** Documents that the file brings along; only the command line imports them. */
  readonly documents: readonly GoldDocument[];
}

export interface QuestionFile {
  readonly format: GoldImportFormat;
  readonly rows: readonly GoldRow[];
  readonly refused: readonly RefusedRow[];
  readonly documents: readonly GoldDocument[];
}

/** Questions that one file may bring. */
export const maxRows = 100_000;

export function unreadable(detail: string, cause?: unknown): MingdaError {
  return new MingdaError('GOLD_IMPORT_INVALID', {
    detail,
    fixes: ['choose the format by hand', 'docs/evaluate/gold-sets.md describes each format'],
    cause,
  });
}

/** @throws MingdaError `GOLD_IMPORT_INVALID` */
export function refuseTooMany(count: number): void {
  if (count > maxRows)
    throw unreadable(`it holds more than ${maxRows.toLocaleString('en')} questions; import it in parts`);
}
