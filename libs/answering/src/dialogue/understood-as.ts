import type { Answer } from '@mingda/contracts';
import { questionWordWeight } from '@mingda/language';
import { correctedWeight, type ReadQuestion } from '@mingda/retrieval';

const carriedShown = 8;
/** Words that only ask tell nobody what was understood. */
const leastTelling = 0.5;

/** What was searched beside the question's own words, as the answer says it; nothing when there was nothing. */
export function understoodAs(question: ReadQuestion): Pick<Answer, 'dialogue'> {
  const carried = question.terms
    .filter(({ term, weight = 1 }) => weight < correctedWeight && questionWordWeight(term) >= leastTelling)
    .toSorted((left, right) => (right.weight ?? 0) - (left.weight ?? 0))
    .flatMap(({ said = '' }) => (said.length > 1 ? [said] : []))
    .slice(0, carriedShown);
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
