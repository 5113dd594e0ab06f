import type { BlockKind, PageReport, ParseWarning } from '@mingda/contracts';

/** Where a passage lies on a page; left, top, right, bottom as shares (0-1) of the page. */
export interface PassageBox {
  readonly page: number;
  readonly box: readonly [number, number, number, number];
  /** Range in the version's text that stands there; absent where an older release stored the passage. */
  readonly charStart?: number;
  readonly charEnd?: number;
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

/** Token vectors of a chunk's text as 8-bit numbers: token r is `rows[r * dims ...] * scales[r]`. */
export interface StoredTokens {
  readonly dims: number;
  readonly rows: Int8Array;
  readonly scales: Float32Array;
  /** Characters of each token in the chunk's text: start, end, interleaved. */
  readonly offsets: Int32Array;
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
  /** Where the profile stores them. */
  readonly tokenVectors?: StoredTokens | undefined;
  /** The edit that it comes from; absent for a chunk as the machine cut it. */
  readonly editId?: string | null;
  /** False when a person wrote `text`; the range then names what it stands for. */
  readonly verbatim?: boolean;
  /** A chunk that is off is stored, but is in no index and in no statistics. */
  readonly off?: 'person' | 'repeated' | null;
  /** Ranges of `text` that vector and terms leave out, each with the hash of the repeated line that it belongs to. */
  readonly muted?: readonly { readonly start: number; readonly end: number; readonly line: number }[];
}

/** What became of people's edits in a version that was cut anew. */
export interface EditOutcome {
  /** The document's count of edits when they were read. */
  readonly seen: number;
  readonly applied: readonly {
    readonly id: string;
    readonly headingPath: readonly string[];
    readonly charStart: number;
    readonly originals: readonly unknown[];
  }[];
  readonly lost: readonly string[];
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
  readonly edits?: EditOutcome;
  /** Hashes of the text's lines, and of those that the chunks leave out because other documents repeat them. */
  readonly repeats?: { readonly lines: readonly number[]; readonly muted: readonly number[] };
  /** Of the user dictionary that the terms were found with; 0 when absent. */
  readonly wordsRevision?: number;
}
