import type { BlockKind, PageReport, ParseWarning } from '@mingda/contracts';

/** Where a passage lies on a page; left, top, right, bottom as shares (0-1) of the page. */
export interface PassageBox {
  readonly page: number;
  readonly box: readonly [number, number, number, number];
}

/** One sentence of a chunk; `start` and `end` count UTF-16 units of the chunk's text. */
export interface SentenceVector {
  readonly start: number;
  readonly end: number;
  /** Norm 1, as many numbers as the chunk's model has dimensions; stored as half precision. */
  readonly vector: Float32Array;
}

/** A term of the lexical index: its hash (1 to 999,999,999) and its BM25 weight without the idf factor. */
export interface WeightedTerm {
  readonly hash: number;
  readonly weight: number;
}

/** A chunk as the ingestion hands it over; `charStart` and `charEnd` count UTF-16 units of the version's text. */
export interface NewChunk {
  readonly ordinal: number;
  readonly kind: BlockKind;
  readonly headingPath: readonly string[];
  readonly text: string;
  readonly charStart: number;
  readonly charEnd: number;
  readonly pageFrom: number | null;
  readonly pageTo: number | null;
  readonly lang: string;
  readonly tokens: number;
  readonly boxes: readonly PassageBox[];
  readonly modelKey: string;
  /** Norm 1. */
  readonly vector: Float32Array;
  readonly terms: readonly WeightedTerm[];
  readonly sentences: readonly SentenceVector[];
}

/** Everything that a finished ingestion writes about one version. */
export interface PublishedVersion {
  readonly title: string;
  readonly lang: string;
  readonly text: string;
  readonly pages: readonly PageReport[];
  readonly warnings: readonly ParseWarning[];
  readonly state: 'ready' | 'ready-with-warnings';
  readonly chunks: readonly NewChunk[];
  /** Names the settings that the chunks were cut and embedded with. */
  readonly cutBy?: string;
}
