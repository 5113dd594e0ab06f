import { readFileSync } from 'node:fs';

interface QuestionWords {
  /** Gold sets whose questions were counted. */
  readonly learnedFrom: readonly string[];
  /** By term, as the analyser makes it; words that are left out keep their whole weight. */
  readonly weights: Readonly<Record<string, number>>;
}

let table: ReadonlyMap<string, number> | undefined;

function readTable(): ReadonlyMap<string, number> {
  const file = new URL('../question-words.json', import.meta.url);
  const { weights } = JSON.parse(readFileSync(file, 'utf8')) as QuestionWords;
  return new Map(Object.entries(weights));
}

/**
 * What a question's word keeps of its inverse document frequency, 0-1. Words such as "what", "how", 什么 and 是否 are in every
 * question and in few documents: a small collection takes them for rare and telling. `tools/ranker/dump-question-words.ts`
 * counts them.
 */
export function questionWordWeight(term: string): number {
  table ??= readTable();
  return table.get(term) ?? 1;
}
