import type { AccessScope, Collection, EvaluationReport, QuestionResult } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { GoldSet } from '../gold-set/gold-set.ts';
import { fingerprintOf, selectQuestions } from '../gold-set/select-questions.ts';
import { countOutcomes } from '../metrics/counts.ts';
import type { Metric } from '../metrics/metric.ts';
import { chooseMetrics, computeMetrics, needsOf } from '../metrics/metric-table.ts';
import type { QuestionOutcome } from '../metrics/question-outcome.ts';
import { askQuestions, warmUp, type AskContext, type AskFunctions } from './ask-questions.ts';
import { groupOutcomes } from './question-groups.ts';
import { addSimilarity, type SimilarityScorer } from './score-similarity.ts';

export interface RunGoldSetDependencies extends AskFunctions {
  readonly collections: { get(scope: AccessScope, id: string): Promise<Collection | null> };
  readonly scorer: SimilarityScorer;
  /** Keys of the models that retrieval and answering use, for the report. */
  readonly models: readonly string[];
}

export interface RunGoldSetRequest {
  readonly collectionId: string;
  readonly collectionName: string;
  readonly goldSet: GoldSet;
  readonly limit?: number;
  /** Names of the metrics wanted; what none of them needs is not done. All when absent. */
  readonly metrics?: readonly string[];
  /** Questions asked at once, 1 by default. Above 1 latency means nothing and is reported as null. */
  readonly concurrency?: number;
}

export interface RunProgress {
  readonly stage: 'warm-up' | 'questions' | 'scoring';
  readonly done: number;
  readonly total: number;
  /** 0-1 over the whole run. */
  readonly fraction: number;
}

/** Share of the progress bar that asking takes when similarity is scored after it. */
const askingShare = 0.8;

/**
 * Scores a collection with a gold set through the same two functions that everyone asks with: choose questions, warm
 * up, ask one after the other, score, sum up.
 */
export class RunGoldSet {
  readonly #dependencies: RunGoldSetDependencies;

  constructor(dependencies: RunGoldSetDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * @throws MingdaError `COLLECTION_NOT_FOUND`, `INVALID_INPUT` for unknown metrics; errors of single questions are
   * part of the report instead
   */
  async execute(
    scope: AccessScope,
    request: RunGoldSetRequest,
    watch: { onProgress?: (progress: RunProgress) => void; signal?: AbortSignal } = {},
  ): Promise<EvaluationReport> {
    const metrics = chooseMetrics(request.metrics);
    const needs = needsOf(metrics);
    const collection = await this.#dependencies.collections.get(scope, request.collectionId);
    if (collection === null) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: request.collectionName });
    const questions = selectQuestions(request.goldSet.questions, request.limit);
    const scores = needs.has('similarity');
    const asking = scores ? askingShare : 1;
    const startedAt = new Date();

    const context: AskContext = {
      scope,
      collectionId: request.collectionId,
      goldSet: request.goldSet.name,
      needs,
      concurrency: request.concurrency ?? 1,
      onProgress: (done, total) =>
        watch.onProgress?.({ stage: 'questions', done, total, fraction: (asking * done) / total }),
      ...(watch.signal === undefined ? {} : { signal: watch.signal }),
    };
    watch.onProgress?.({ stage: 'warm-up', done: 0, total: questions.length, fraction: 0 });
    await warmUp(this.#dependencies, questions, context);
    let outcomes = await askQuestions(this.#dependencies, questions, context);
    if (scores) {
      outcomes = await addSimilarity(this.#dependencies.scorer, outcomes, {
        onProgress: (done, total) =>
          watch.onProgress?.({ stage: 'scoring', done, total, fraction: asking + ((1 - asking) * done) / (total + 1) }),
        ...(watch.signal === undefined ? {} : { signal: watch.signal }),
      });
      watch.onProgress?.({ stage: 'scoring', done: outcomes.length, total: outcomes.length, fraction: 1 });
    }

    const corpus = { documents: collection.documentCount, chunks: collection.chunkCount };
    const summary = (of: readonly QuestionOutcome[]) => ({
      counts: countOutcomes(of, corpus),
      metrics: computeMetrics(of, metrics),
    });
    const { baselines } = this.#dependencies.scorer;
    return {
      goldSet: request.goldSet.name,
      collection: request.collectionName,
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      profile: collection.profile,
      models: [...this.#dependencies.models, ...(scores ? [baselines.zh.model, baselines.en.model] : [])],
      ...summary(outcomes),
      groups: Object.fromEntries([...groupOutcomes(outcomes)].map(([key, group]) => [key, summary(group)])),
      questions: outcomes.map((outcome) => toResult(outcome, metrics)),
      run: {
        questionsSha256: fingerprintOf(questions),
        limit: request.limit ?? null,
        metrics: metrics.map((metric) => metric.name),
        concurrency: context.concurrency,
        bertScore: scores ? describeBaselines(baselines) : null,
      },
    };
  }
}

function toResult(outcome: QuestionOutcome, metrics: readonly Metric[]): QuestionResult {
  const { question, answer, retrieved, failure } = outcome;
  return {
    id: question.id,
    question: question.question,
    lang: question.lang,
    answerable: question.answerable,
    references: question.answers,
    answer: answer?.text ?? '',
    refused: answer?.refused ?? false,
    confidence: answer?.confidence ?? 0,
    retrieved: [...(retrieved ?? [])],
    relevant: question.relevant,
    cited: [...(answer?.cited ?? [])],
    scores: Object.fromEntries(metrics.map((metric) => [metric.name, metric.perQuestion(outcome)])),
    latencyMs: answer?.latencyMs ?? 0,
    ...(question.split === undefined ? {} : { split: question.split }),
    ...(question.tags === undefined ? {} : { tags: question.tags }),
    ...(failure === null ? {} : { failure }),
  };
}

function describeBaselines(
  baselines: SimilarityScorer['baselines'],
): NonNullable<NonNullable<EvaluationReport['run']>['bertScore']> {
  return Object.fromEntries(
    Object.entries(baselines).map(([language, { model, precision, recall, f1 }]) => [
      language,
      { model, precision, recall, f1 },
    ]),
  );
}
