import type { LexiconStatistics } from '@mingda/database';
import type { QuestionTerm } from './read-question.ts';

/** BM25's idf of each term of a question, never negative; a term that the collection lacks weighs most. */
export function inverseDocumentFrequencies(
  terms: readonly QuestionTerm[],
  { chunks, df }: LexiconStatistics,
): Map<string, number> {
  return new Map(
    terms.map(({ term, hash }) => {
      const frequency = df.get(hash) ?? 0;
      return [term, Math.log(1 + (chunks - frequency + 0.5) / (frequency + 0.5))];
    }),
  );
}
