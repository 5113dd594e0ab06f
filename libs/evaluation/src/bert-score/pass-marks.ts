import type { Language } from '@mingda/language';
import fitted from './pass-marks.json' with { type: 'json' };

/** Raw BERTScore F1 that tells good answers from bad ones best, on one model. */
export interface PassMark {
  /** Key of the model registry. */
  readonly model: string;
  readonly mark: number;
  /** Mean of the shares of good answers at or above the mark and of bad ones below it, on the answers it was fitted on. */
  readonly balancedAccuracy: number;
  /** What it was fitted on. */
  readonly answers: string;
}

/** Made by `tools/fit-pass-marks.ts` from rated answers. */
export const passMarks: Readonly<Record<Language, PassMark>> = fitted;

/**
 * The target as it was set, and where it stands on the scale between unrelated (0) and identical (1): on
 * bert-base-chinese, layer 8, unrelated texts score 0.548, so that 0.85 is (0.85 - 0.548) / (1 - 0.548) = 0.67.
 */
export const similarityTargets = { raw: 0.85, rescaled: 0.67 } as const;
