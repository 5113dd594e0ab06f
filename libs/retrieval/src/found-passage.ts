import type { StoredPassage } from '@mingda/database';

/** A passage as it is stored, with the scores of this question. */
export interface FoundPassage extends StoredPassage {
  readonly score: number;
  readonly dense: number | null;
  readonly lexical: number;
  /** Of the cross-encoder, 0-1; null where none read it. */
  readonly cross: number | null;
  /** Passages further down that say the same in other documents. */
  readonly alsoIn: readonly StoredPassage[];
}
