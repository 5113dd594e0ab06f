import { evaluateTrees } from './tree-ensemble.ts';
import { sentenceFeatureNames, type SentenceCandidate } from './sentence-features.ts';
import { supportFeatureNames, type SupportOf } from './question-support.ts';
import { readRankerModel, type RankerModel } from './ranker-model.ts';

export interface RankedSentence extends SentenceCandidate {
  readonly score: number;
}

/** The sentences as one way to read the question sees them, in the same order in each reading. */
export interface SentenceReading {
  readonly candidates: readonly SentenceCandidate[];
  readonly supportOf: SupportOf;
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

/** What the confidence looks at: the best sentence's features, its score, the lead over the second and over the fifth, its support. */
export function confidenceFeatures(ranked: readonly RankedSentence[], supportOf: SupportOf): Float32Array {
  const [first, second] = ranked;
  const fifth = ranked[4] ?? ranked.at(-1);
  const width = sentenceFeatureNames.length;
  const row = new Float32Array(2 * width + 3 + supportFeatureNames.length);
  if (first === undefined) return row;
  row.set(first.features);
  row.set(maxima(ranked), width);
  row[2 * width] = first.score;
  row[2 * width + 1] = first.score - (second ?? first).score;
  row[2 * width + 2] = first.score - (fifth ?? first).score;
  row.set(supportOf(first), 2 * width + 3);
  return row;
}

function maxima(candidates: readonly SentenceCandidate[]): Float32Array {
  const best = new Float32Array(sentenceFeatureNames.length).fill(Number.NEGATIVE_INFINITY);
  for (const { features } of candidates) features.forEach((it, i) => (best[i] = Math.max(best[i], it)));
  return best;
}

/**
 * Ranks sentences by one or several readings of the question, such as alone and with the question before it: by the mean of their
 * scores. The confidence is that of the mean log-odds, so that a reading that finds nothing counts.
 * @param readings at least one
 */
export function rankSentences(
  readings: readonly SentenceReading[],
  model: RankerModel = readRankerModel(),
): RankedSentences {
  const scored = readings.map(({ candidates, supportOf }) => {
    const rows = withRelative(candidates);
    const scores = candidates.map((it, index) => ({ ...it, score: evaluateTrees(model.sentenceTrees, rows[index]) }));
    return { sentences: scores, supportOf };
  });
  const [{ sentences: own } = { sentences: [] }] = scored;
  if (own.length === 0) return { sentences: [], confidence: 0 };
  const logit = mean(
    scored.map((it) => evaluateTrees(model.confidenceTrees, confidenceFeatures(sorted(it.sentences), it.supportOf))),
  );
  const sentences = sorted(
    own.map((it, index) => ({ ...it, score: mean(scored.map((one) => one.sentences[index].score)) })),
  );
  return { sentences, confidence: 1 / (1 + Math.exp(-logit)) };
}

function sorted(sentences: readonly RankedSentence[]): RankedSentence[] {
  return sentences.toSorted(
    (left, right) => right.score - left.score || left.passage - right.passage || left.sentence - right.sentence,
  );
}

const mean = (values: readonly number[]): number => values.reduce((sum, it) => sum + it, 0) / values.length;
