import type { Answer } from '@mingda/contracts';
import { correctedWeight, type ReadQuestion } from '@mingda/retrieval';

const carriedShown = 8;

/** What was searched beside the question's own words, as the answer says it; nothing when there was nothing. */
export function understoodAs(question: ReadQuestion): Pick<Answer, 'dialogue'> {
  const carried = question.terms
    .filter(({ term, weight = 1 }) => weight < correctedWeight && term.length > 1)
    .toSorted((left, right) => (right.weight ?? 0) - (left.weight ?? 0))
    .slice(0, carriedShown)
    .map((it) => it.term);
  const corrections = [...question.corrections];
  if (carried.length === 0 && corrections.length === 0) return {};
  return {
    dialogue: {
      state: 'asking',
      ...(carried.length === 0 ? {} : { carried }),
      ...(corrections.length === 0 ? {} : { corrections }),
    },
  };
}
