import { createHash } from 'node:crypto';
import type { GoldQuestion } from '@mingda/contracts';

/**
 * The first `limit` questions by the sha256 of their id: a sample that is the same on every machine and grows without
 * exchanging what was in it. All questions in the order of the file when there is no limit.
 */
export function selectQuestions(questions: readonly GoldQuestion[], limit?: number): readonly GoldQuestion[] {
  if (limit === undefined) return questions;
  const hashed = questions.map((question) => ({
    question,
    hash: createHash('sha256').update(question.id).digest('hex'),
  }));
  const ordered = hashed.toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  return ordered.slice(0, limit).map((entry) => entry.question);
}

/** Changes with anything that could change a score: question, references, relevance, order. */
export function fingerprintOf(questions: readonly GoldQuestion[]): string {
  const hash = createHash('sha256');
  for (const question of questions) {
    const { id, answers, keyEntities, relevant, answerable, lang, turns, intent, tests, filter } = question;
    const always = [id, question.question, answers, keyEntities ?? null, relevant, answerable, lang, turns ?? null];
    // Left out where absent: the fingerprints of sets without them stay what they were.
    const later = intent === undefined && tests === undefined ? [] : [intent ?? null, tests ?? null];
    const narrowed = filter === undefined ? [] : [{ filter }];
    hash.update(JSON.stringify([...always, ...later, ...narrowed]));
    hash.update('\n');
  }
  return hash.digest('hex');
}
