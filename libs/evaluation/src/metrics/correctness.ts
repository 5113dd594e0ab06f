import type { GoldQuestion } from '@mingda/contracts';
import { containsAtoms, readAtoms, type Atom } from '@mingda/domain';
import type { QuestionOutcome } from './question-outcome.ts';

/** A gold question as it is compared: read once, used by several metrics. */
interface Comparable {
  readonly references: readonly string[];
  readonly referenceAtoms: readonly (readonly Atom[])[];
  readonly entityAtoms: readonly (readonly Atom[])[];
}

const comparables = new WeakMap<GoldQuestion, Comparable>();
const judged = new WeakMap<QuestionOutcome, boolean>();

function comparableOf(question: GoldQuestion): Comparable {
  const known = comparables.get(question);
  if (known !== undefined) return known;
  const read = question.answers
    .map((reference) => ({ reference, atoms: readAtoms(reference) }))
    .filter(({ atoms }) => atoms.length > 0);
  const comparable = {
    references: read.map(({ reference }) => reference),
    referenceAtoms: read.map(({ atoms }) => atoms),
    entityAtoms: (question.keyEntities ?? []).map((entity) => readAtoms(entity)).filter((atoms) => atoms.length > 0),
  };
  comparables.set(question, comparable);
  return comparable;
}

/** References that still say something after normalisation; one made of punctuation alone would match any answer. */
export function comparableReferences(question: GoldQuestion): readonly string[] {
  return comparableOf(question).references;
}

/** The same, read. */
export function referenceAtoms(question: GoldQuestion): readonly (readonly Atom[])[] {
  return comparableOf(question).referenceAtoms;
}

/**
 * Correct: a gold answer, or every key entity, is contained in the answer. Numbers, dates, times and units are compared
 * by what they say, words from their beginning to their end, and never directly behind a negation
 * (`docs/decisions/0018-accuracy-by-values.md`).
 */
function containsGold(question: GoldQuestion, answer: string): boolean {
  const { referenceAtoms: references, entityAtoms: entities } = comparableOf(question);
  const atoms = readAtoms(answer);
  if (references.some((reference) => containsAtoms(atoms, reference))) return true;
  return entities.length > 0 && entities.every((entity) => containsAtoms(atoms, entity));
}

/** The text that is compared with references: a refusal says nothing, and so does a question that failed. */
export function comparedText(outcome: QuestionOutcome): string | null {
  if (outcome.answer !== null) return outcome.answer.refused ? '' : outcome.answer.text;
  return outcome.failure === null ? null : '';
}

/** Whether an answer was given and is right; null when the question cannot be judged or was not asked. */
export function judge(outcome: QuestionOutcome): boolean | null {
  const { question } = outcome;
  const { referenceAtoms: references, entityAtoms: entities } = comparableOf(question);
  if (!question.answerable || references.length + entities.length === 0) return null;
  const text = comparedText(outcome);
  if (text === null) return null;
  const known = judged.get(outcome) ?? containsGold(question, text);
  judged.set(outcome, known);
  return known;
}
