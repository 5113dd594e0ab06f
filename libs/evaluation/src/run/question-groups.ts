import type { QuestionOutcome } from '../metrics/question-outcome.ts';

/**
 * Outcomes by `lang:…`, `split:…` and `tag:…`, keys sorted. A question is in each group that it belongs to.
 */
export function groupOutcomes(outcomes: readonly QuestionOutcome[]): ReadonlyMap<string, readonly QuestionOutcome[]> {
  const groups = new Map<string, QuestionOutcome[]>();
  for (const outcome of outcomes) {
    for (const key of groupsOf(outcome)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [outcome]);
      else group.push(outcome);
    }
  }
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function groupsOf({ question }: QuestionOutcome): ReadonlySet<string> {
  const keys = [`lang:${question.lang}`];
  if (question.split !== undefined) keys.push(`split:${question.split}`);
  for (const tag of question.tags ?? []) keys.push(`tag:${tag}`);
  return new Set(keys);
}
