import type { EvaluationCounts } from '@mingda/contracts';
import { judge } from './correctness.ts';
import type { QuestionOutcome } from './question-outcome.ts';

/** Size of the collection that was asked. */
export interface CorpusSize {
  readonly documents: number;
  readonly chunks: number;
}

export function countOutcomes(outcomes: readonly QuestionOutcome[], corpus: CorpusSize): EvaluationCounts {
  const count = (holds: (outcome: QuestionOutcome) => boolean): number => outcomes.filter(holds).length;
  return {
    documents: corpus.documents,
    chunks: corpus.chunks,
    questions: outcomes.length,
    answerable: count((it) => it.question.answerable),
    unanswerable: count((it) => !it.question.answerable),
    answered: count((it) => it.answer?.refused === false),
    refused: count((it) => it.answer?.refused === true),
    correct: count((it) => judge(it) === true),
    failed: count((it) => it.failure !== null),
  };
}
