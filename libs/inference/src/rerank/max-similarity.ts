/**
 * Mean over the query's tokens of the best cosine with a token of the text: ColBERT's late interaction (Khattab & Zaharia,
 * 2020), divided by the number of query tokens so that it lies between -1 and 1. 0 when either side has no token.
 * @param query n x dimensions, rows of norm 1, row-major
 * @param text m x dimensions, rows of norm 1, row-major
 */
export function maxSimilarity(query: Float32Array, text: Float32Array, dimensions: number): number {
  const queryTokens = query.length / dimensions;
  if (queryTokens === 0 || text.length === 0) return 0;
  let sum = 0;
  for (let from = 0; from < query.length; from += dimensions) {
    let best = -1;
    for (let other = 0; other < text.length; other += dimensions) {
      let dot = 0;
      for (let index = 0; index < dimensions; index += 1) dot += query[from + index] * text[other + index];
      if (dot > best) best = dot;
    }
    sum += best;
  }
  return sum / queryTokens;
}
