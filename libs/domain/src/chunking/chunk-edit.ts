import type { DraftChunk } from './chunk-document.ts';

/** What stands in the place of a range of the original text. */
export interface ChunkPiece {
  readonly text: string;
  /** A piece that is not is never found. */
  readonly enabled: boolean;
  /** The range of the edit's original text that it stands for, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** A person's change to a run of neighbouring chunks. */
export interface ChunkEdit {
  readonly id: string;
  /** Headings above the run when it was changed. */
  readonly headingPath: readonly string[];
  /** The run's text in the document, and where it began. */
  readonly original: string;
  readonly charStart: number;
  /** The chunks as they were cut. */
  readonly originals: readonly DraftChunk[];
  readonly pieces: readonly ChunkPiece[];
}

export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Why a chunk is not searched: a person switched it off, or all of it is repeated in many documents. */
export type OffReason = 'person' | 'repeated';

/** A chunk as it is stored: cut by the machine, or written by a person in the place of such chunks. */
export interface CutChunk extends DraftChunk {
  readonly editId: string | null;
  /** Whether `text` is what the document says at its range; false for text that a person wrote. */
  readonly verbatim: boolean;
  readonly off: OffReason | null;
  /** Ranges of `text` that are left out when it is embedded and indexed, with the hash of the line each belongs to. */
  readonly muted: readonly (TextRange & { readonly line: number })[];
}

export const asCut = (draft: DraftChunk): CutChunk => ({
  ...draft,
  editId: null,
  verbatim: true,
  off: null,
  muted: [],
});
