import type { Language } from '@mingda/language';
import measured from './baselines.json' with { type: 'json' };
import type { PairScore } from './greedy-match.ts';

/**
 * Mean scores of random pairs that have nothing to do with each other, on one model: where its scale really begins.
 * Made by `tools/fit-baselines.ts`, which writes its seed and the number of pairs beside the values.
 */
export interface Baseline extends PairScore {
  /** Key of the model registry; the model's last layer is scored. */
  readonly model: string;
  readonly pairs: number;
  readonly seed: number;
  /** Where the texts came from. */
  readonly texts: string;
}

export const baselines: Readonly<Record<Language, Baseline>> = measured;

/** (x - b) / (1 - b): 0 is the level of unrelated texts, 1 stays 1; values below 0 are possible. */
export function rescale(value: number, baseline: number): number {
  return (value - baseline) / (1 - baseline);
}

/** Each part by its own baseline; F1 is rescaled itself, not made from the rescaled parts. */
export function rescalePair(score: PairScore, baseline: PairScore): PairScore {
  return {
    precision: rescale(score.precision, baseline.precision),
    recall: rescale(score.recall, baseline.recall),
    f1: rescale(score.f1, baseline.f1),
  };
}
