/** BM25 constants (Robertson & Zaragoza, "The Probabilistic Relevance Framework", 2009). */
const k1 = 1.2;
const b = 0.75;

/**
 * Mean number of terms of a chunk that the length norm refers to. It is fixed, so that a stored weight never depends
 * on what else is in the collection: chunks are cut to one token budget, which keeps their lengths alike.
 */
const referenceLength = 150;

/** The passage side of BM25 for each distinct term: the saturated term frequency; idf is applied when searching. */
export function lexicalWeights(terms: readonly string[]): Map<string, number> {
  const frequencies = new Map<string, number>();
  for (const term of terms) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  const norm = k1 * (1 - b + (b * terms.length) / referenceLength);
  const weights = new Map<string, number>();
  for (const [term, frequency] of frequencies) weights.set(term, (frequency * (k1 + 1)) / (frequency + norm));
  return weights;
}
