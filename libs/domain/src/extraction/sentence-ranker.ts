import { evaluateTrees } from './tree-ensemble.ts';
import { sentenceFeatureNames, type SentenceCandidate } from './sentence-features.ts';
import { readRankerModel, type RankerModel } from './ranker-model.ts';

export interface RankedSentence extends SentenceCandidate {
  readonly score: number;
}

export interface RankedSentences {
  /** Best first. */
  readonly sentences: readonly RankedSentence[];
  /** Estimated probability that the chosen sentences answer the question. */
  readonly confidence: number;
}

/** Features of each sentence, then the same minus the best of all sentences of the question. */
export function withRelative(candidates: readonly SentenceCandidate[]): Float32Array[] {
  const width = sentenceFeatureNames.length;
  const best = new Float32Array(width).fill(Number.NEGATIVE_INFINITY);
  for (const { features } of candidates) {
    for (let i = 0; i < width; i += 1) best[i] = Math.max(best[i], features[i]);
  }
  return candidates.map(({ features }) => {
    const row = new Float32Array(2 * width);
    row.set(features);
    for (let i = 0; i < width; i += 1) row[width + i] = features[i] - best[i];
    return row;
  });
}

/** What the confidence looks at: the best sentence's features, its score, the lead over the second and over the fifth. */
export function confidenceFeatures(sorted: readonly RankedSentence[]): Float32Array {
  const [first, second] = sorted;
  const fifth = sorted[4] ?? sorted.at(-1);
  const width = sentenceFeatureNames.length;
  const row = new Float32Array(2 * width + 3);
  if (first === undefined) return row;
  row.set(first.features);
  row.set(maxima(sorted), width);
  row[2 * width] = first.score;
  row[2 * width + 1] = first.score - (second ?? first).score;
  row[2 * width + 2] = first.score - (fifth ?? first).score;
  return row;
}

function maxima(candidates: readonly SentenceCandidate[]): Float32Array {
  const best = new Float32Array(sentenceFeatureNames.length).fill(Number.NEGATIVE_INFINITY);
  for (const { features } of candidates) features.forEach((it, i) => (best[i] = Math.max(best[i], it)));
  return best;
}

export function rankSentences(
  candidates: readonly SentenceCandidate[],
  model: RankerModel = readRankerModel(),
): RankedSentences {
  const rows = withRelative(candidates);
  const sentences = candidates
    .map((it, index) => ({ ...it, score: evaluateTrees(model.sentenceTrees, rows[index]) }))
    .toSorted(
      (left, right) => right.score - left.score || left.passage - right.passage || left.sentence - right.sentence,
    );
  const logit = evaluateTrees(model.confidenceTrees, confidenceFeatures(sentences));
  return { sentences, confidence: sentences.length === 0 ? 0 : 1 / (1 + Math.exp(-logit)) };
}
