import { analyze, type UserWords } from '@mingda/language';

interface WeighedQuestion {
  readonly text: string;
  /** The dictionary that its terms were read by. */
  readonly words: UserWords;
  /** Inverse document frequency of its terms in the collection. */
  readonly idf: ReadonlyMap<string, number>;
}

/** Of each token of the question in one model: it weighs as much as the rarest term of the question that covers it. */
export function tokenWeights(
  { text, words, idf }: WeighedQuestion,
  { offsets }: { readonly offsets: Int32Array },
): Float32Array {
  const terms = analyze(text, words);
  const weights = new Float32Array(offsets.length / 2);
  for (let token = 0; token < weights.length; token += 1) {
    const start = offsets[2 * token];
    const end = offsets[2 * token + 1];
    for (const term of terms) {
      if (term.start < end && term.end > start) weights[token] = Math.max(weights[token], idf.get(term.term) ?? 0);
    }
  }
  return weights;
}
