import type { GoldDocument, GoldQuestion } from '@mingda/contracts';

/** A document of the gold set that is a file. */
export interface GoldFile {
  /** Path below `documents/` with forward slashes: the source key under which it is imported. */
  readonly id: string;
  readonly path: string;
}

/** Questions with the documents that answer them: either lines of `corpus.jsonl` or files below `documents/`. */
export interface GoldSet {
  /** Name of the folder. */
  readonly name: string;
  readonly folder: string;
  readonly documents: readonly GoldDocument[];
  readonly files: readonly GoldFile[];
  readonly questions: readonly GoldQuestion[];
}
