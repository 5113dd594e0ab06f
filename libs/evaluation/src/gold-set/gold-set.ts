import type { GoldDocument, GoldQuestion } from '@mingda/contracts';

/** A document of the gold set that is a file. */
export interface GoldFile {
  /** Path below `documents/` with forward slashes: the source key under which it is imported. */
  readonly id: string;
  readonly path: string;
}

/**
 * Questions with the documents that answer them: lines of `corpus.jsonl`, files below `documents/`, or none when the
 * documents are those of a collection.
 */
export interface GoldSet {
  /** Name of the folder or of the stored set. */
  readonly name: string;
  /** The frozen version of a stored set; absent for folders, whose content the run's fingerprint tells apart. */
  readonly version?: number;
  readonly documents: readonly GoldDocument[];
  readonly files: readonly GoldFile[];
  readonly questions: readonly GoldQuestion[];
}
