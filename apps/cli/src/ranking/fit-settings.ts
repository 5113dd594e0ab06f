import type { Profile } from '@mingda/contracts';
import { pairedInterval, standardBootstrap } from '@mingda/evaluation';
import { createHash } from 'node:crypto';
import type { RankedQuestion } from './rank-questions.ts';

export type SearchSettings = Profile['retrieval'];
/** Asks the questions of one half under some settings. */
export type Trial = (settings: SearchSettings) => Promise<readonly RankedQuestion[]>;

export interface TriedSettings {
  readonly settings: SearchSettings;
  readonly mrr: number;
}

/** Weights that are tried; finer steps differ by less than a few hundred questions can tell. */
const denseWeights = [0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8];
const sentenceWeights = [0, 0.5, 1, 1.5, 2];
/** A setting has to beat the present one by this much of MRR to be worth a change. */
const worthwhile = 0.002;

/** Half of the questions, the same every time: even first byte of the sha256 of the id. */
export const isForFitting = (id: string): boolean => createHash('sha256').update(id).digest()[0] % 2 === 0;

const meanRank = (ranked: readonly RankedQuestion[]): number =>
  ranked.reduce((sum, it) => sum + it.reciprocalRank, 0) / Math.max(1, ranked.length);

/**
 * The settings with the highest mean reciprocal rank: the ranker on and off, the weight of meaning with each, and the weight of
 * the best sentence where the ranker is off. The present settings stay unless others are better by more than chance moves them.
 * @param onTried called after each trial
 */
export async function fitSettings(
  present: SearchSettings,
  trial: Trial,
  onTried: (tried: TriedSettings) => void,
): Promise<TriedSettings> {
  const measure = async (settings: SearchSettings): Promise<TriedSettings> => {
    const tried = { settings, mrr: meanRank(await trial(settings)) };
    onTried(tried);
    return tried;
  };
  let best = await measure(present);
  const threshold = best.mrr + worthwhile;
  let challenger = best;
  const consider = async (settings: SearchSettings): Promise<void> => {
    const tried = await measure(settings);
    if (tried.mrr > challenger.mrr) challenger = tried;
  };
  for (const ranker of [true, false]) {
    for (const denseWeight of denseWeights) await consider({ ...present, ranker, denseWeight });
  }
  if (!challenger.settings.ranker) {
    const { denseWeight } = challenger.settings;
    for (const sentenceWeight of sentenceWeights)
      await consider({ ...present, ranker: false, denseWeight, sentenceWeight });
  }
  if (challenger.mrr > threshold) best = challenger;
  return best;
}

export interface HeldOutComparison {
  readonly questions: number;
  readonly before: number;
  readonly after: number;
  /** 95 % interval of the difference of MRR by a paired bootstrap; null without questions. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** MRR of both settings on questions that the fit has not seen. */
export function compareHeldOut(before: readonly RankedQuestion[], after: readonly RankedQuestion[]): HeldOutComparison {
  const pairs = before.map((it, at) => ({ before: it.reciprocalRank, after: after[at]?.reciprocalRank ?? null }));
  const mean = (values: readonly number[]): number | null =>
    values.length === 0 ? null : values.reduce((sum, it) => sum + it, 0) / values.length;
  return {
    questions: before.length,
    before: meanRank(before),
    after: meanRank(after),
    interval: pairedInterval(pairs, mean, standardBootstrap),
  };
}
