import type { GoldQuestion } from '@mingda/contracts';

/** What the answerer said to one question. */
export interface GivenAnswer {
  readonly text: string;
  readonly refused: boolean;
  /** 0-1, as the answerer reported it. */
  readonly confidence: number;
  /** Source keys of the cited documents, distinct, in order of their markers. */
  readonly cited: readonly string[];
  /** Wall clock of the ask alone; null when questions ran side by side and the time means nothing. */
  readonly latencyMs: number | null;
}

/**
 * BERTScore of one answer against its best reference, raw and rescaled by the model's baseline. A part is null when
 * no token of that side could be weighed, as in an answer made of special tokens typed as text.
 */
export interface AnswerSimilarity {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number;
  readonly f1Rescaled: number;
}

export interface OutcomeFailure {
  readonly code: string;
  readonly en: string;
  readonly zh: string;
}

/**
 * All that is known of one question after its run. A metric reads it and nothing else. A part is null when the run
 * did not ask for it; a part that ended in an error is null as well and `failure` says why.
 */
export interface QuestionOutcome {
  readonly question: GoldQuestion;
  readonly answer: GivenAnswer | null;
  /** Source keys of distinct documents, best first; a document ranks by its best chunk. */
  readonly retrieved: readonly string[] | null;
  readonly similarity: AnswerSimilarity | null;
  readonly failure: OutcomeFailure | null;
}
