import type {
  AccessScope,
  Answer,
  Collection,
  EvaluationReport,
  GoldQuestion,
  PassageView,
  QuestionResult,
} from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { GoldSet } from '../gold-set/gold-set.ts';
import { fingerprintOf, selectQuestions } from '../gold-set/select-questions.ts';
import { countOutcomes } from '../metrics/counts.ts';
import type { PriceTable } from '../metrics/answer-cost.ts';
import type { Metric } from '../metrics/metric.ts';
import { chooseMetrics, computeMetrics, needsOf } from '../metrics/metric-table.ts';
import type { QuestionOutcome } from '../metrics/question-outcome.ts';
import {
  askQuestions,
  warmUp,
  type AnswerRequest,
  type AskContext,
  type AskFunctions,
  type RetrieveRequest,
} from './ask-questions.ts';
import type { OutcomeMemory, RememberedOutcome } from './outcome-memory.ts';
import { checkAnswers, describeJudge, type AnswerChecks } from './check-answers.ts';
import { groupOutcomes } from './question-groups.ts';
import { addSimilarity, type SimilarityScorer } from './score-similarity.ts';

/** Names a saved version of the profile; the published one when absent. */
interface AtVersion {
  readonly profileVersion?: number;
}

export interface RunGoldSetDependencies {
  readonly retrieve: (
    scope: AccessScope,
    request: RetrieveRequest & AtVersion,
  ) => Promise<{ readonly passages: readonly PassageView[] }>;
  readonly answer: (scope: AccessScope, request: AnswerRequest & AtVersion, signal?: AbortSignal) => Promise<Answer>;
  readonly collections: { get(scope: AccessScope, id: string): Promise<Collection | null> };
  readonly scorer: SimilarityScorer;
  /** Checks that are off unless configured. */
  readonly checks?: AnswerChecks;
  /** What a language model's tokens cost. */
  readonly prices?: PriceTable;
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
  /** The collection under a saved version of its profile, which is asked then; the published one when absent. */
  readonly atVersion?: Collection;
  /** Where outcomes are kept while the run goes; without it an interrupted run is lost. */
  readonly memory?: OutcomeMemory;
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
/** Questions after which outcomes are stored: what a crash costs at most, for each question asked at once. */
const keptTogether = 5;

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
    const { atVersion } = request;
    const collection = atVersion ?? (await this.#dependencies.collections.get(scope, request.collectionId));
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
      ...(this.#dependencies.prices === undefined ? {} : { prices: this.#dependencies.prices }),
      ...(watch.signal === undefined ? {} : { signal: watch.signal }),
    };
    const total = questions.length;
    watch.onProgress?.({ stage: 'warm-up', done: 0, total, fraction: 0 });
    const asked = await this.#ask(questions, request, {
      context,
      onProgress: (done) => watch.onProgress?.({ stage: 'questions', done, total, fraction: (asking * done) / total }),
    });
    let outcomes = asked.map((it) => it.outcome);
    if (scores) {
      outcomes = await this.#score(asked, request.memory, {
        onProgress: (done, of) =>
          watch.onProgress?.({
            stage: 'scoring',
            done,
            total: of,
            fraction: asking + ((1 - asking) * done) / (of + 1),
          }),
        ...(watch.signal === undefined ? {} : { signal: watch.signal }),
      });
      watch.onProgress?.({ stage: 'scoring', done: total, total, fraction: 1 });
    }

    const { checks = {} } = this.#dependencies;
    const work = { needs, ...(watch.signal === undefined ? {} : { signal: watch.signal }) };
    const unchecked = outcomes;
    outcomes = await checkAnswers(checks, unchecked, work);
    const checked = outcomes.flatMap((outcome, index) =>
      outcome.judgement === unchecked[index].judgement && outcome.code === unchecked[index].code
        ? []
        : [{ outcome, reused: asked[index].reused }],
    );
    if (checked.length > 0) await request.memory?.keep(checked);

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
        judge: await describeJudge(checks, outcomes, work),
        reused: asked.filter((it) => it.reused).length,
      },
    };
  }

  /** Asks what the memory does not know, and keeps each few outcomes before going on. In the order of the questions. */
  async #ask(
    questions: readonly GoldQuestion[],
    { memory, atVersion }: RunGoldSetRequest,
    run: { readonly context: AskContext; readonly onProgress: (done: number) => void },
  ): Promise<RememberedOutcome[]> {
    const functions = this.#functions(atVersion?.profileVersion);
    const known = new Map(await memory?.recall(questions));
    const open = questions.filter((question) => !known.has(question.id));
    run.onProgress(known.size);
    if (open.length > 0) await warmUp(functions, open, run.context);
    const step = keptTogether * run.context.concurrency;
    for (let from = 0; from < open.length; from += step) {
      const outcomes = await askQuestions(functions, open.slice(from, from + step), run.context);
      const remembered = outcomes.map((outcome) => ({ outcome, reused: false }));
      await memory?.keep(remembered);
      for (const it of remembered) known.set(it.outcome.question.id, it);
      run.onProgress(known.size);
    }
    return questions.flatMap((question) => known.get(question.id) ?? []);
  }

  /** Scores what has no score yet: an outcome that was taken from an earlier run brings its own. */
  async #score(
    asked: readonly RememberedOutcome[],
    memory: OutcomeMemory | undefined,
    progress: Parameters<typeof addSimilarity>[2],
  ): Promise<QuestionOutcome[]> {
    const open = asked.filter((it) => it.outcome.similarity === null);
    const scored = await addSimilarity(
      this.#dependencies.scorer,
      open.map((it) => it.outcome),
      progress,
    );
    const fresh = open.map(({ reused }, index) => ({ outcome: scored[index], reused }));
    await memory?.keep(fresh.filter((it) => it.outcome.similarity !== null));
    const byId = new Map(fresh.map((it) => [it.outcome.question.id, it.outcome]));
    return asked.map(({ outcome }) => byId.get(outcome.question.id) ?? outcome);
  }

  #functions(profileVersion: number | undefined): AskFunctions {
    const { retrieve, answer } = this.#dependencies;
    if (profileVersion === undefined) return { retrieve, answer };
    return {
      retrieve: (scope, request) => retrieve(scope, { ...request, profileVersion }),
      answer: (scope, request, signal) => answer(scope, { ...request, profileVersion }, signal),
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
    ...(outcome.code === null ? {} : { code: { passed: outcome.code.passed, reason: outcome.code.reason } }),
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
