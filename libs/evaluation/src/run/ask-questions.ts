import { performance } from 'node:perf_hooks';
import type { AccessScope, Answer, GoldQuestion, PassageView, SearchFilter, Turn } from '@mingda/contracts';
import { toMingdaError } from '@mingda/platform';
import { costOf, type PriceTable } from '../metrics/answer-cost.ts';
import type { MetricNeed } from '../metrics/metric.ts';
import type { GivenAnswer, OutcomeFailure, QuestionOutcome, TokenUsage } from '../metrics/question-outcome.ts';

export interface RetrieveRequest {
  readonly collectionId: string;
  readonly query: string;
  readonly limit: number;
  readonly turns?: readonly Turn[];
  readonly filter?: SearchFilter;
}

export interface AnswerRequest {
  readonly collectionId: string;
  readonly question: string;
  /** `evaluation:<gold set>:<question id>`, so that the log tells evaluated questions from real ones. */
  readonly externalId: string;
  readonly turns?: readonly Turn[];
  readonly filter?: SearchFilter;
}

/** An answer with what its answerer may report beyond the contract. */
export type ReportedAnswer = Answer & {
  readonly usage?: TokenUsage | undefined;
  readonly intent?: string | undefined;
};

/** The two functions that the chat and the public API call as well. */
export interface AskFunctions {
  readonly retrieve: (
    scope: AccessScope,
    request: RetrieveRequest,
  ) => Promise<{ readonly passages: readonly PassageView[] }>;
  readonly answer: (scope: AccessScope, request: AnswerRequest, signal?: AbortSignal) => Promise<ReportedAnswer>;
}

/** What has to be asked for an answer. */
const answerNeeds = ['answer', 'similarity', 'judgement', 'code'] as const;

export interface AskContext {
  readonly scope: AccessScope;
  readonly collectionId: string;
  readonly goldSet: string;
  readonly needs: ReadonlySet<MetricNeed>;
  readonly concurrency: number;
  /** Without it an answer of a language model has no known cost. */
  readonly prices?: PriceTable;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Distinct documents that the deepest ranking metric looks at. */
const rankingDepth = 10;
/** Passages asked for: the second number only when the first held too few distinct documents. */
const passageLimits = [50, 500] as const;

/**
 * Asks every question and keeps what came back, in the order given. A question that ends in an error is an outcome
 * with a failure: leaving it out would flatter the score. Only an abort ends the run.
 */
export async function askQuestions(
  functions: AskFunctions,
  questions: readonly GoldQuestion[],
  context: AskContext,
): Promise<readonly QuestionOutcome[]> {
  const outcomes = new Array<QuestionOutcome>(questions.length);
  let next = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    while (next < questions.length) {
      context.signal?.throwIfAborted();
      const position = next;
      next += 1;
      outcomes[position] = await askOne(functions, questions[position], context);
      done += 1;
      context.onProgress?.(done, questions.length);
    }
  };
  await Promise.all(Array.from({ length: context.concurrency }, lane));
  return outcomes;
}

/**
 * One question of each language, asked and forgotten: models, plans and pages are warm when the clock starts. A
 * failure here is no result; the question fails again in the run and is counted there.
 */
export async function warmUp(
  functions: AskFunctions,
  questions: readonly GoldQuestion[],
  context: AskContext,
): Promise<void> {
  const warm = new Set<string>();
  for (const question of questions) {
    if (warm.has(question.lang)) continue;
    warm.add(question.lang);
    await askOne(functions, question, context);
  }
  context.signal?.throwIfAborted();
}

async function askOne(functions: AskFunctions, question: GoldQuestion, context: AskContext): Promise<QuestionOutcome> {
  let failure: OutcomeFailure | null = null;
  const attempt = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      context.signal?.throwIfAborted();
      failure ??= describe(error);
      return null;
    }
  };
  // The answer goes first: nothing that the retrieval of this question leaves behind may make it look faster.
  const asksAnswer = answerNeeds.some((need) => context.needs.has(need));
  const answer = asksAnswer ? await attempt(() => giveAnswer(functions, question, context)) : null;
  const retrieved = context.needs.has('retrieval')
    ? await attempt(() => rankDocuments(functions, question, context))
    : null;
  return { question, answer, retrieved, similarity: null, judgement: null, code: null, failure };
}

async function giveAnswer(functions: AskFunctions, question: GoldQuestion, context: AskContext): Promise<GivenAnswer> {
  const request: AnswerRequest = {
    collectionId: context.collectionId,
    question: question.question,
    externalId: `evaluation:${context.goldSet}:${question.id}`,
    ...(question.turns === undefined ? {} : { turns: question.turns }),
    ...(question.filter === undefined ? {} : { filter: question.filter }),
  };
  const start = performance.now();
  const answer = await functions.answer(context.scope, request, context.signal);
  const elapsed = performance.now() - start;
  return {
    text: answer.text,
    refused: answer.outcome === 'refused',
    confidence: answer.confidence,
    cited: [...new Set(answer.citations.map((citation) => citation.sourceKey))],
    citations: answer.citations.map(({ marker, sourceKey, quote }) => ({ marker, sourceKey, quote })),
    intent: answer.intent ?? null,
    cost: costOf(answer, context.prices ?? {}),
    latencyMs: context.concurrency === 1 ? elapsed : null,
  };
}

async function rankDocuments(
  functions: AskFunctions,
  question: GoldQuestion,
  context: AskContext,
): Promise<readonly string[]> {
  let documents: string[] = [];
  for (const limit of passageLimits) {
    const { passages } = await functions.retrieve(context.scope, {
      collectionId: context.collectionId,
      query: question.question,
      limit,
      ...(question.turns === undefined ? {} : { turns: question.turns }),
      ...(question.filter === undefined ? {} : { filter: question.filter }),
      ...(question.filter === undefined ? {} : { filter: question.filter }),
    });
    // What several documents say in the same words is one passage: each of them has been found.
    const found = passages.flatMap(({ sourceKey, alsoIn }) => [sourceKey, ...alsoIn.map((it) => it.sourceKey)]);
    documents = [...new Set(found)];
    if (documents.length >= rankingDepth || found.length < limit) break;
  }
  return documents;
}

export function describe(error: unknown): OutcomeFailure {
  const { code, entry, detail } = toMingdaError(error);
  return {
    code,
    en: detail === undefined ? entry.en : `${entry.en} ${detail}`,
    zh: detail === undefined ? entry.zh : `${entry.zh}${detail}`,
  };
}
