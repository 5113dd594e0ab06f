import type { AnswerPassage } from './sentence-features.ts';
import type { RankedSentence } from './sentence-ranker.ts';

export interface SelectionBudget {
  readonly maxSentences: number;
  readonly maxCharacters: number;
}

/** A sentence this far below the best one (in ranker score) says something else. */
const widestGap = 6;

/**
 * The best sentences within the budget; at least one, even when it alone is longer. In reading order within a passage,
 * passages by their best sentence.
 */
export function selectSentences(
  ranked: readonly RankedSentence[],
  passages: readonly AnswerPassage[],
  budget: SelectionBudget,
): RankedSentence[] {
  const chosen: RankedSentence[] = [];
  const seen = new Set<string>();
  let characters = 0;
  for (const sentence of ranked) {
    if (chosen.length >= budget.maxSentences) break;
    if (chosen[0] !== undefined && chosen[0].score - sentence.score > widestGap) break;
    const text = passages[sentence.passage]?.text.slice(sentence.start, sentence.end) ?? '';
    // The same sentence from two documents is said once.
    if (seen.has(text) || (chosen.length > 0 && characters + text.length > budget.maxCharacters)) continue;
    seen.add(text);
    chosen.push(sentence);
    characters += text.length;
  }
  const order = [...new Set(chosen.map((it) => it.passage))];
  return chosen.toSorted(
    (left, right) => order.indexOf(left.passage) - order.indexOf(right.passage) || left.start - right.start,
  );
}
