/** An example utterance of an intent. */
export interface IntentExample {
  /** Index of the intent. */
  readonly intent: number;
  /** Norm 1. */
  readonly vector: Float32Array;
}

/** A trained classifier of one embedding model. */
export interface IntentModel {
  readonly intents: number;
  readonly dims: number;
  /** Intent of each example. */
  readonly labels: readonly number[];
  /** n x dims, row by row. */
  readonly vectors: Float32Array;
  /** n x intents: what each example says for each intent. */
  readonly coefficients: Float32Array;
  /** Lowest score that counts as one of the intents. */
  readonly threshold: number;
}

export interface IntentGuess {
  readonly intent: number;
  readonly score: number;
  /** Whether it is one of the intents at all. */
  readonly accepted: boolean;
  /** Cosine with the example of the intent that is nearest. */
  readonly nearest: number;
}

/** What a classifier says of its own examples, each left out in turn. */
export interface LeaveOneOut {
  readonly examples: number;
  /** Share whose intent is found. */
  readonly accuracy: number;
  /** Share that is found and not taken for something else altogether. */
  readonly accepted: number;
  /** Example and the intent that it was taken for, null for none. */
  readonly mistakes: readonly { readonly example: number; readonly taken: number | null }[];
}

/** How sharply an example speaks for its neighbours: exp(sharpness * (cosine - 1)). */
const sharpness = 4;
const regularisation = 0.1;
/** What nearness to an intent's examples counts for, beside the regression. */
const nearnessWeight = 4;
const nearestRead = 3;
/** How far below the median score of recognised examples the threshold lies, beside the lowest tenth of them. */
const tail = 1.7;
/** With fewer recognised examples than this, only what is nearly one of them counts. */
const fewest = 5;
const cautiousThreshold = 4.2;

/**
 * Kernel ridge regression on the vectors of example utterances, with the nearness to the chosen intent's examples for what
 * is out of scope; the threshold comes from the scores that the examples get when each is left out in turn, for which the
 * regression has a closed form. Deterministic; n^3 steps for n examples, in slices between which others run.
 * @throws RangeError when there is no example or their vectors differ in length
 */
export async function trainIntents(
  examples: readonly IntentExample[],
  intents: number,
): Promise<{ readonly model: IntentModel; readonly leaveOneOut: LeaveOneOut }> {
  const dims = examples[0]?.vector.length ?? 0;
  if (dims === 0 || examples.some((it) => it.vector.length !== dims))
    throw new RangeError('vectors of one length needed');
  const n = examples.length;
  const labels = examples.map((it) => it.intent);
  const vectors = new Float32Array(n * dims);
  examples.forEach((it, at) => vectors.set(it.vector, at * dims));
  const cosines = Float64Array.from({ length: n * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    return dot(vectors, row * dims, examples[column].vector);
  });
  const sizes = new Array<number>(intents).fill(0);
  for (const label of labels) sizes[label] += 1;
  // Each intent counts alike, however many examples it has.
  const used = sizes.filter((it) => it > 0).length;
  const system = cosines.map((cosine, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    const own = row === column ? (regularisation * sizes[labels[row]] * used) / n : 0;
    return Math.exp(sharpness * (cosine - 1)) + own;
  });
  const inverse = await invert(system, n);
  const coefficients = new Float32Array(n * intents);
  for (let row = 0; row < n; row += 1) {
    let all = 0;
    for (let column = 0; column < n; column += 1) {
      all += inverse[row * n + column];
      coefficients[row * intents + labels[column]] += 2 * inverse[row * n + column];
    }
    for (let intent = 0; intent < intents; intent += 1) coefficients[row * intents + intent] -= all;
  }
  const model = { intents, dims, labels, vectors, coefficients, threshold: 0 };
  const left = labels.map((label, at) => {
    const scores = Array.from({ length: intents }, (_, intent) => {
      const target = intent === label ? 1 : -1;
      return target - coefficients[at * intents + intent] / inverse[at * n + at];
    });
    return best(model, scores, { cosines: cosines.subarray(at * n, at * n + n), without: at });
  });
  const threshold = thresholdOf(left.filter((it, at) => it.intent === labels[at]).map((it) => it.score));
  const right = (at: number): boolean => left[at]?.intent === labels[at];
  const inScope = (at: number): boolean => (left[at]?.score ?? 0) >= threshold;
  const indexes = labels.map((_, at) => at);
  return {
    model: { ...model, threshold },
    leaveOneOut: {
      examples: n,
      accuracy: indexes.filter(right).length / n,
      accepted: indexes.filter((at) => right(at) && inScope(at)).length / n,
      mistakes: indexes
        .filter((at) => !right(at) || !inScope(at))
        .map((at) => ({ example: at, taken: inScope(at) ? (left[at]?.intent ?? null) : null })),
    },
  };
}

/** @param vector norm 1, by the model of the examples */
export function recogniseIntent(model: IntentModel, vector: Float32Array): IntentGuess {
  const { intents, labels, coefficients, dims, vectors } = model;
  const cosines = Float64Array.from(labels, (_, at) => dot(vectors, at * dims, vector));
  const scores = new Array<number>(intents).fill(0);
  for (const [at, cosine] of cosines.entries()) {
    const likeness = Math.exp(sharpness * (cosine - 1));
    for (let intent = 0; intent < intents; intent += 1)
      scores[intent] += likeness * coefficients[at * intents + intent];
  }
  const guess = best(model, scores, { cosines, without: -1 });
  return { ...guess, accepted: guess.score >= model.threshold };
}

function best(
  { labels }: Pick<IntentModel, 'labels'>,
  scores: readonly number[],
  given: { readonly cosines: Float64Array; readonly without: number },
): { intent: number; score: number; nearest: number } {
  let intent = 0;
  for (const [at, score] of scores.entries()) if (score > scores[intent]) intent = at;
  const near = labels
    .flatMap((label, at) => (label === intent && at !== given.without ? [given.cosines[at]] : []))
    .toSorted((left, right) => right - left)
    .slice(0, nearestRead);
  // Two examples of three leave two when one is left out: a mean is comparable where a sum is not.
  const nearness = near.length === 0 ? 0 : near.reduce((sum, it) => sum + it, 0) / near.length;
  return { intent, score: scores[intent] + nearnessWeight * nearness, nearest: near[0] ?? -1 };
}

function thresholdOf(scores: readonly number[]): number {
  if (scores.length < fewest) return cautiousThreshold;
  const sorted = scores.toSorted((left, right) => left - right);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))];
  return at(0.5) - tail * (at(0.5) - at(0.1));
}

function dot(rows: Float32Array, from: number, vector: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i += 1) sum += rows[from + i] * vector[i];
  return sum;
}

/** Milliseconds that the inversion computes before others get their turn. */
const slice = 15;

/** Inverse of a symmetric positive definite matrix by Gauss-Jordan steps in place. */
async function invert(matrix: Float64Array, n: number): Promise<Float64Array> {
  const a = Float64Array.from(matrix);
  let since = performance.now();
  for (let pivot = 0; pivot < n; pivot += 1) {
    const base = pivot * n;
    const factor = 1 / a[base + pivot];
    a[base + pivot] = 1;
    for (let column = 0; column < n; column += 1) a[base + column] *= factor;
    for (let row = 0; row < n; row += 1) {
      if (row === pivot) continue;
      const start = row * n;
      const scale = a[start + pivot];
      if (scale === 0) continue;
      a[start + pivot] = 0;
      for (let column = 0; column < n; column += 1) a[start + column] -= scale * a[base + column];
    }
    if (performance.now() - since > slice) {
      await new Promise((resolve) => setImmediate(resolve));
      since = performance.now();
    }
  }
  return a;
}
