/**
 * Counts which words questions are made of whatever they are about, and writes libs/language/question-words.json.
 *
 * A word's share is the mean over the sets of its language of how many of their questions hold it, the set with most of them left
 * out, so that no subject counts. Counted are questions of the tuning half alone; what is left is a weight, 1 / (1 + 40 share).
 *
 * usage: node tools/ranker/dump-question-words.ts GOLD_SET_FOLDER...
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { GoldQuestion } from '@mingda/contracts';
import { readGoldSet } from '@mingda/evaluation';
import { analyze, detectLanguage } from '@mingda/language';

const steepness = 40;
/** Words that keep more than this are left out of the table. */
const heaviest = 0.85;
/** Sets in which a word has to occur. */
const leastSets = 2;
/** A number is always asked for. */
const digitsOnly = /^\d+$/;

interface Counted {
  readonly questions: number;
  readonly having: ReadonlyMap<string, number>;
}

function isTuned(set: string, { id, split, relevant }: GoldQuestion): boolean {
  if (split !== undefined) return split === 'tune';
  const documents = relevant.length === 0 ? [id] : relevant;
  return documents.every((it) => createHash('sha256').update(`${set}/${it}`).digest()[0] < 128);
}

function count(questions: readonly GoldQuestion[]): Counted {
  const having = new Map<string, number>();
  for (const { question } of questions) {
    for (const term of new Set(analyze(question).map((it) => it.term))) having.set(term, (having.get(term) ?? 0) + 1);
  }
  return { questions: questions.length, having };
}

/** Mean share of the questions, the highest one left out. */
function shareOf(term: string, sets: readonly Counted[]): number {
  const shares = sets.map((it) => (it.having.get(term) ?? 0) / it.questions).toSorted((left, right) => left - right);
  if (shares.filter((it) => it > 0).length < leastSets) return 0;
  return shares.slice(0, -1).reduce((sum, it) => sum + it, 0) / (shares.length - 1);
}

const goldSets = await Promise.all(process.argv.slice(2).map((it) => readGoldSet(it)));
const weights = new Map<string, number>();
for (const language of ['zh', 'en']) {
  const sets = goldSets
    .map(({ name, questions }) =>
      count(questions.filter((it) => isTuned(name, it) && detectLanguage(it.question) === language)),
    )
    .filter((it) => it.questions > 0);
  for (const term of new Set(sets.flatMap((it) => [...it.having.keys()]))) {
    if (digitsOnly.test(term)) continue;
    const isChinese = /\p{Script=Han}/u.test(term);
    const weight = 1 / (1 + steepness * shareOf(term, sets));
    if (isChinese === (language === 'zh') && weight <= heaviest) weights.set(term, Number(weight.toFixed(3)));
  }
}
const content = {
  learnedFrom: goldSets.map((it) => it.name).toSorted(),
  weights: Object.fromEntries([...weights].toSorted(([, left], [, right]) => left - right)),
};
writeFileSync('libs/language/question-words.json', `${JSON.stringify(content, null, 2)}\n`);
process.stdout.write(`${String(weights.size)} words\n`);
