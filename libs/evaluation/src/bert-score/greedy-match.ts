/** One text as BERTScore sees it: its tokens with [CLS] and [SEP], each with a vector of norm 1. */
export interface TokenMatrix {
  readonly ids: Int32Array;
  /** ids.length x dimensions, row-major, each row of norm 1. */
  readonly vectors: Float32Array;
}

/** A part is NaN when all its weights are 0: nothing was measured. */
export interface PairScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Weight of a token in the mean over its side; by id, so that a special token typed as text weighs like one. */
export type TokenWeight = (id: number) => number;

const nothing: PairScore = { precision: 0, recall: 0, f1: 0 };

/**
 * BERTScore of one pair (Zhang et al. 2020, "BERTScore: Evaluating Text Generation with BERT"): each token is matched
 * greedily with the most similar token of the other side; precision is the weighted mean over the candidate's tokens,
 * recall over the reference's. Special tokens should weigh 0 yet may be matched. Nothing is clamped. A side with no
 * token but the special ones scores 0 throughout.
 */
export function greedyMatch(candidate: TokenMatrix, reference: TokenMatrix, weight: TokenWeight): PairScore {
  if (isEmpty(candidate) || isEmpty(reference)) return nothing;
  const { rows, columns } = similarityMaxima(candidate, reference);
  const precision = weightedMean(rows, candidate.ids, weight);
  const recall = weightedMean(columns, reference.ids, weight);
  const f1 = (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1: Number.isNaN(f1) ? 0 : f1 };
}

/** Two ids are [CLS] and [SEP] around nothing. */
function isEmpty(text: TokenMatrix): boolean {
  return text.ids.length <= 2;
}

interface Maxima {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

/**
 * Maxima of the cosine similarity matrix by row and by column, without storing the matrix. Four columns share one pass
 * over a row: each loaded value is used four times, and four sums in flight hide the latency of the additions.
 */
function similarityMaxima(a: TokenMatrix, b: TokenMatrix): Maxima {
  const rowCount = a.ids.length;
  const columnCount = b.ids.length;
  const dimensions = a.vectors.length / rowCount;
  const left = a.vectors;
  const right = b.vectors;
  const rows = new Float64Array(rowCount).fill(Number.NEGATIVE_INFINITY);
  const columns = new Float64Array(columnCount).fill(Number.NEGATIVE_INFINITY);
  const keep = (row: number, column: number, value: number): void => {
    if (value > rows[row]) rows[row] = value;
    if (value > columns[column]) columns[column] = value;
  };
  for (let row = 0; row < rowCount; row += 1) {
    const start = row * dimensions;
    let column = 0;
    for (; column + 4 <= columnCount; column += 4) {
      const c0 = column * dimensions;
      const c1 = c0 + dimensions;
      const c2 = c1 + dimensions;
      const c3 = c2 + dimensions;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let i = 0; i < dimensions; i += 1) {
        const value = left[start + i];
        s0 += value * right[c0 + i];
        s1 += value * right[c1 + i];
        s2 += value * right[c2 + i];
        s3 += value * right[c3 + i];
      }
      keep(row, column, s0);
      keep(row, column + 1, s1);
      keep(row, column + 2, s2);
      keep(row, column + 3, s3);
    }
    for (; column < columnCount; column += 1) {
      const c = column * dimensions;
      let sum = 0;
      for (let i = 0; i < dimensions; i += 1) sum += left[start + i] * right[c + i];
      keep(row, column, sum);
    }
  }
  return { rows, columns };
}

function weightedMean(maxima: Float64Array, ids: Int32Array, weight: TokenWeight): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < ids.length; i += 1) {
    const tokenWeight = weight(ids[i]);
    sum += tokenWeight * maxima[i];
    total += tokenWeight;
  }
  return sum / total;
}
