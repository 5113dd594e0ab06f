import type { StoredPassage } from '@mingda/database';

/** A passage as it is stored, with the scores of this question. */
export interface FoundPassage extends StoredPassage {
  readonly score: number;
  readonly dense: number | null;
  readonly lexical: number;
  /** Passages further down that say the same in other documents. */
  readonly alsoIn: readonly StoredPassage[];
}
