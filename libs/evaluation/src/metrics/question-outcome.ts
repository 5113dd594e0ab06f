import type { GoldQuestion } from '@mingda/contracts';

/** A passage that an answer points to. */
export interface CitedPassage {
  /** Number shown in the answer, from 1. */
  readonly marker: number;
  readonly sourceKey: string;
  readonly quote: string;
}

/** Tokens that a language model read and wrote for one answer. */
export interface TokenUsage {
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What the answerer said to one question. */
export interface GivenAnswer {
  readonly text: string;
  readonly refused: boolean;
  /** 0-1, as the answerer reported it. */
  readonly confidence: number;
  /** Source keys of the cited documents, distinct, in order of their markers. */
  readonly cited: readonly string[];
  readonly citations: readonly CitedPassage[];
  /** What the answerer took the question to be about; null when it names no intent. */
  readonly intent: string | null;
  /** In the currency of the price table: 0 without a language model, null when its use or its price is not known. */
  readonly cost: number | null;
  /** Wall clock of the ask alone; null when questions ran side by side and the time means nothing. */
  readonly latencyMs: number | null;
}

/**
 * What the scoring models say of one answer. BERTScore is against the best reference, raw and rescaled by the model's
 * baseline. A part is null when nothing could be measured: no reference, an answer made of special tokens typed as
 * text, a refusal for the relevance.
 */
export interface AnswerSimilarity {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly f1Rescaled: number | null;
  /** Cosine similarity of question and answer, -1 to 1. */
  readonly relevance: number | null;
}

/** What a language model judged, each 0-1; a part is null when there was nothing to judge by. */
export interface AnswerJudgement {
  /** Share of the answer's statements that its citations support. */
  readonly faithfulness: number | null;
  /** How well the answer speaks to the question. */
  readonly relevance: number | null;
}

/** What became of an answer that is code. */
export interface CodeVerdict {
  /** The answer's code is a reference's code, white space at line ends and blank lines aside. */
  readonly exact: boolean | null;
  /** The tests ran without an error within the limits; null when they were not run. */
  readonly passed: boolean | null;
  /** Why the tests did not pass, for the reader of a report; null when they did or were not run. */
  readonly reason: string | null;
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
  /** By a language model; only where a judge is configured. */
  readonly judgement: AnswerJudgement | null;
  /** Only for questions with tests. */
  readonly code: CodeVerdict | null;
  readonly failure: OutcomeFailure | null;
}
