import { tokenProducts, type QuantizedRows } from './token-products.ts';

/** Token vectors of a passage as 8-bit numbers: row r is `rows[r * dims ...] * scales[r]`. */
export interface PassageTokens extends QuantizedRows {
  /** Characters of each token in the passage's text: start, end, interleaved. */
  readonly offsets: Int32Array;
}

/** Best similarity of each question token with the tokens of one sentence (ColBERT's MaxSim, Khattab & Zaharia, 2020). */
export interface SentenceMatch {
  /** One per question token, -1 to 1; -1 where the sentence has no token. */
  readonly best: Float32Array;
  /** Highest logit of a token of the sentence being part of the answer; -Infinity without a reader. */
  readonly peak: number;
  /** Sum of exp(logit) over its tokens; 0 without a reader. */
  readonly mass: number;
}

/** What is looked for in a passage. */
export interface Sought {
  /** Token vectors of the question, n x dimensions. */
  readonly tokens: Float32Array;
  /** See `answerDirection`. */
  readonly direction: Float32Array | null;
}

/** Rows of norm 1 as 8-bit numbers with one scale per row: a quarter of the memory, cosine error below 0.01. */
export function quantizeTokens(vectors: Float32Array, dims: number, offsets: Int32Array): PassageTokens {
  const count = vectors.length / dims;
  const rows = new Int8Array(vectors.length);
  const scales = new Float32Array(count);
  for (let row = 0; row < count; row += 1) {
    let largest = 0;
    for (let i = row * dims; i < (row + 1) * dims; i += 1) largest = Math.max(largest, Math.abs(vectors[i]));
    const scale = largest / 127 || 1;
    scales[row] = scale;
    for (let i = row * dims; i < (row + 1) * dims; i += 1) rows[i] = Math.round(vectors[i] / scale);
  }
  return { dims, rows, scales, offsets };
}

/** Token vectors of a text as a model gave them: one of norm 1 for each pair of `offsets`. */
export interface RawTokens {
  readonly vectors: Float32Array;
  readonly offsets: Int32Array;
}

/**
 * The token vectors that sentences of a passage can be matched with: those of its text, quantized. Stored ones and those that
 * are made for a question come from here, so that an answer does not depend on which they are.
 * @param lead characters in front of the passage's text, such as its title
 */
export function textTokens({ vectors, offsets }: RawTokens, dims: number, lead: number): PassageTokens {
  const places = Array.from({ length: offsets.length / 2 }, (_, token) => token).filter(
    (token) => offsets[2 * token] >= lead && offsets[2 * token + 1] > offsets[2 * token],
  );
  const kept = new Float32Array(places.length * dims);
  for (const [row, token] of places.entries()) kept.set(vectors.subarray(token * dims, (token + 1) * dims), row * dims);
  const moved = places.flatMap((token) => [offsets[2 * token] - lead, offsets[2 * token + 1] - lead]);
  return quantizeTokens(kept, dims, Int32Array.from(moved));
}

/** MaxSim of every question token against every sentence of a passage, and how much of it reads like the answer. */
export function matchSentences(
  { tokens, direction }: Sought,
  passage: PassageTokens,
  sentences: readonly { readonly start: number; readonly end: number }[],
): SentenceMatch[] {
  const { dims, scales, offsets } = passage;
  const count = tokens.length / dims;
  const vectors = new Float32Array(tokens.length + (direction?.length ?? 0));
  vectors.set(tokens);
  if (direction !== null) vectors.set(direction, tokens.length);
  const width = vectors.length / dims;
  const similarities = tokenProducts(passage, vectors);
  const matches = sentences.map(() => ({ best: new Float32Array(count).fill(-1), peak: -Infinity, mass: 0 }));
  let sentence = 0;
  for (let row = 0; row < scales.length; row += 1) {
    const start = offsets[2 * row];
    const end = offsets[2 * row + 1];
    while (sentence < sentences.length && (sentences[sentence]?.end ?? 0) < end) sentence += 1;
    const range = sentences[sentence];
    if (range === undefined || start < range.start || end <= start) continue;
    const match = matches[sentence];
    for (let token = 0; token < count; token += 1) {
      match.best[token] = Math.max(match.best[token], similarities[row * width + token]);
    }
    if (direction === null) continue;
    const logit = similarities[row * width + count];
    match.peak = Math.max(match.peak, logit);
    match.mass += Math.exp(logit);
  }
  return matches;
}

export interface TokenEvidence {
  readonly mean: number;
  readonly weighted: number;
  readonly weakest: number;
  readonly weakestWithPrevious: number;
  readonly weightedWithPrevious: number;
  readonly weightedInPassage: number;
  /** The weakest among the tokens that weigh most. */
  readonly weakestImportant: number;
}

export const noTokenEvidence: TokenEvidence = {
  mean: 0,
  weighted: 0,
  weakest: 0,
  weakestWithPrevious: 0,
  weightedWithPrevious: 0,
  weightedInPassage: 0,
  weakestImportant: 0,
};

/** Tokens that carry at least this share of the largest weight are important. */
const importantShare = 0.6;

/** Sums the matches of a passage's sentences up, `weights` being the question tokens' idf. */
export function tokenEvidence(matches: readonly SentenceMatch[], weights: Float32Array): TokenEvidence[] {
  if (weights.length === 0) return matches.map(() => noTokenEvidence);
  const heaviest = Math.max(...weights);
  const passage = matches.reduce((all, it) => maximum(all, it.best), new Float32Array(weights.length).fill(-1));
  const weightedInPassage = weightedMean(passage, weights);
  return matches.map(({ best }, at) => {
    const withPrevious = at === 0 ? best : maximum(best, matches[at - 1].best);
    return {
      mean: best.reduce((sum, it) => sum + it, 0) / best.length,
      weighted: weightedMean(best, weights),
      weakest: Math.min(...best),
      weakestWithPrevious: Math.min(...withPrevious),
      weightedWithPrevious: weightedMean(withPrevious, weights),
      weightedInPassage,
      weakestImportant: best.reduce(
        (least, it, token) => (weights[token] >= importantShare * heaviest ? Math.min(least, it) : least),
        1,
      ),
    };
  });
}

function maximum(left: Float32Array, right: Float32Array): Float32Array<ArrayBuffer> {
  const larger = Float32Array.from(left);
  for (let i = 0; i < larger.length; i += 1) larger[i] = Math.max(larger[i], right[i]);
  return larger;
}

function weightedMean(values: Float32Array, weights: Float32Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i += 1) {
    sum += values[i] * weights[i];
    total += weights[i];
  }
  return total === 0 ? 0 : sum / total;
}
