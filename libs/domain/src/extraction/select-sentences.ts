import type { AnswerPassage } from './sentence-features.ts';
import type { RankedSentence } from './sentence-ranker.ts';

export interface SelectionBudget {
  readonly maxSentences: number;
  readonly maxCharacters: number;
}

/**
 * A further sentence is said when it is this likely to be the one that answers, for as many characters as an answer may have;
 * a shorter one in proportion. Chosen on the tuning halves so that the shipped budgets give answers of the length that was
 * wanted (`docs/decisions/0056-answers-by-chance-per-character.md`).
 */
const leastChance = 0.24;

/**
 * The best sentence, even when it alone is longer than the budget, and then those that are worth most: the chance that a
 * sentence is the one that answers, for each of its characters. The best comes first; sentences that follow one another in
 * their passage stay together in reading order.
 */
export function selectSentences(
  ranked: readonly RankedSentence[],
  passages: readonly AnswerPassage[],
  budget: SelectionBudget,
): RankedSentence[] {
  const [best] = ranked;
  if (best === undefined) return [];
  const odds = ranked.map((it) => Math.exp(it.score - best.score));
  const all = odds.reduce((sum, it) => sum + it, 0);
  const worth = new Map(ranked.map((it, at) => [it, odds[at] / all / (it.end - it.start)]));
  const least = leastChance / budget.maxCharacters;
  const further = ranked
    .slice(1)
    .filter((it) => (worth.get(it) ?? 0) >= least)
    .toSorted((left, right) => (worth.get(right) ?? 0) - (worth.get(left) ?? 0));
  const chosen: RankedSentence[] = [];
  const seen = new Set<string>();
  let characters = 0;
  for (const sentence of [best, ...further]) {
    if (chosen.length >= budget.maxSentences) break;
    const text = passages[sentence.passage]?.text.slice(sentence.start, sentence.end) ?? '';
    // The same sentence from two documents is said once.
    if (seen.has(text) || (chosen.length > 0 && characters + text.length > budget.maxCharacters)) continue;
    seen.add(text);
    chosen.push(sentence);
    characters += text.length;
  }
  return inRuns(chosen.toSorted((left, right) => right.score - left.score));
}
/** Neighbours joined to runs in reading order, the runs by their best sentence. */
function inRuns(ranked: readonly RankedSentence[]): RankedSentence[] {
  const left = new Set(ranked);
  const at = (passage: number, sentence: number): RankedSentence | undefined =>
    [...left].find((it) => it.passage === passage && it.sentence === sentence);
  return ranked.flatMap((best) => {
    if (!left.delete(best)) return [];
    const run = [best];
    for (
      let next = at(best.passage, best.sentence + 1);
      next !== undefined;
      next = at(next.passage, next.sentence + 1)
    ) {
      left.delete(next);
      run.push(next);
    }
    for (
      let before = at(best.passage, best.sentence - 1);
      before !== undefined;
      before = at(before.passage, before.sentence - 1)
    ) {
      left.delete(before);
      run.unshift(before);
    }
    return run;
  });
}
