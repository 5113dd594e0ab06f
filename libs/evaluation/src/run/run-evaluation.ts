import type { AccessScope, Collection, EvaluationReport } from '@mingda/contracts';
import type { ContentDigest, EvaluationRepository, EvaluationWork, OutcomeRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { GoldSet } from '../gold-set/gold-set.ts';
import type { GoldSets } from '../gold-set/gold-sets.ts';
import { chooseMetrics } from '../metrics/metric-table.ts';
import { describe } from './ask-questions.ts';
import { RunCancelled, RunMemory } from './outcome-memory.ts';
import { digestOf, runConfiguration, type RunFacts, type RunSubject } from './run-configuration.ts';
import type { RunGoldSet } from './run-gold-set.ts';

/** What the job needs of the repository of evaluations. */
export type EvaluationStore = Pick<EvaluationRepository, 'load' | 'begin' | 'setProgress' | 'finish' | 'fail'>;

/** The collection as a run finds it. */
export interface RunSubjects {
  /**
   * Sees to it that the documents are cut as the version of the profile says.
   * @param onProgress share of the documents that are done, 0-1
   * @throws MingdaError `COLLECTION_NOT_FOUND`, `PROFILE_VERSION_NOT_FOUND`
   */
  prepare(
    scope: AccessScope,
    of: { readonly collectionId: string; readonly profileVersion: number | undefined },
    watch: { readonly onProgress: (share: number) => Promise<void>; readonly signal: AbortSignal | undefined },
  ): Promise<RunSubject>;
  /** What the index holds now. */
  content(scope: AccessScope, indexId: string): Promise<ContentDigest>;
  /** Removes what `prepare` made and nobody needs any more. */
  tidy(scope: AccessScope, collectionId: string): Promise<void>;
}

/** Work of one name is one at a time, in all processes. */
export interface Turns {
  run<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

interface Dependencies {
  readonly evaluations: EvaluationStore;
  readonly outcomes: OutcomeRepository;
  readonly subjects: RunSubjects;
  readonly turns: Turns;
  readonly runGoldSet: Pick<RunGoldSet, 'execute'>;
  readonly goldSets: Pick<GoldSets, 'read'>;
  readonly facts: RunFacts;
}

/** Steps in which progress is stored; more would only write rows nobody sees. */
const progressSteps = 100;
/** Share of the progress bar that cutting documents for a draft takes, when there is anything to cut. */
const preparingShare = 0.5;

/**
 * The `run-evaluation` job: the row says what to score, the report goes back into it. A run that was interrupted goes
 * on with the questions that are left. Runs of one collection are one at a time, whichever process takes their jobs.
 */
export class RunEvaluation {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * A failure is stored with the evaluation, except one that trying again can mend: that is for the queue.
   * @throws MingdaError with a retryable code
   */
  async execute(evaluationId: string, signal?: AbortSignal): Promise<void> {
    const { evaluations, turns } = this.#dependencies;
    const waiting = await evaluations.load(evaluationId);
    if (waiting === null) return;
    await turns.run(
      `evaluation ${waiting.collectionId}`,
      async () => {
        // Another worker may have ended it while this one waited.
        const stored = await evaluations.load(evaluationId);
        if (stored !== null) await this.#end(stored, signal);
      },
      signal,
    );
  }

  /** Stores why the evaluation ended without a report; for the queue, when the last try has failed. */
  async giveUp(evaluationId: string, error: unknown): Promise<void> {
    await this.#dependencies.evaluations.fail(evaluationId, describe(error));
  }

  async #end(stored: EvaluationWork, signal: AbortSignal | undefined): Promise<void> {
    const { evaluations, outcomes, subjects } = this.#dependencies;
    try {
      await evaluations.finish(stored.id, await this.#run(stored, signal));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof MingdaError && error.entry.retryable) throw error;
      if (!(error instanceof RunCancelled)) await this.giveUp(stored.id, error);
    }
    await outcomes.clear(stored.id);
    await subjects.tidy(stored.scope, stored.collectionId);
  }

  async #run(stored: EvaluationWork, signal: AbortSignal | undefined): Promise<EvaluationReport> {
    const { subjects, goldSets, runGoldSet } = this.#dependencies;
    const { collectionId, collectionName, limit, metrics } = stored;
    const progress = new StoredProgress(this.#dependencies.evaluations, stored.id);
    const tenant = { tenantId: stored.scope.tenantId };
    const goldSet = await goldSets.read(tenant, { name: stored.goldSet, version: stored.goldSetVersion });
    const watch = { onProgress: (share: number) => progress.set(share * preparingShare), signal };
    const subject = await subjects.prepare(stored.scope, stored, watch);
    const { memory, digest } = await this.#begin(stored, subject, goldSet);
    const start = progress.reached;
    const report = await runGoldSet.execute(
      stored.scope,
      {
        collectionId,
        collectionName,
        goldSet,
        memory,
        atVersion: asIndexed(subject),
        ...(limit === undefined ? {} : { limit }),
        ...(metrics === undefined ? {} : { metrics }),
      },
      {
        onProgress: ({ fraction }) => void progress.set(start + (1 - start) * fraction),
        ...(signal === undefined ? {} : { signal }),
      },
    );
    await progress.written();
    const now = await subjects.content({ tenantId: stored.scope.tenantId }, subject.indexId);
    const documentsChanged = now.stamp !== subject.content.stamp;
    return {
      ...report,
      ...(report.run === undefined ? {} : { run: { ...report.run, digest, documentsChanged } }),
    };
  }

  /** Outcomes of an interrupted try count only when it measured the same; else the run starts over. */
  async #begin(
    stored: EvaluationWork,
    subject: RunSubject,
    goldSet: GoldSet,
  ): Promise<{ memory: RunMemory; digest: string }> {
    const { evaluations, outcomes, facts } = this.#dependencies;
    const metrics = chooseMetrics(stored.metrics).map((metric) => metric.name);
    const configuration = runConfiguration({ subject, goldSet, limit: stored.limit, metrics }, facts);
    const digest = digestOf(configuration);
    if (stored.digest !== null && stored.digest !== digest) await outcomes.clear(stored.id);
    if (!(await evaluations.begin(stored.id, configuration, digest))) throw new RunCancelled();
    const memory = new RunMemory({
      outcomes,
      scope: stored.scope,
      evaluationId: stored.id,
      collectionId: stored.collectionId,
      configuration,
      indexStamp: subject.content.stamp,
      reuse: stored.reuse,
    });
    return { memory, digest };
  }
}

/** The collection with the size of what is searched. */
function asIndexed({ collection, content }: RunSubject): Collection {
  return { ...collection, documentCount: content.count, chunkCount: content.chunks };
}

/** Writes progress in steps. It is a courtesy: a lost write of it must not end a run that costs minutes. */
class StoredProgress {
  reached = 0;
  readonly #evaluations: EvaluationStore;
  readonly #id: string;
  #writing = Promise.resolve();

  constructor(evaluations: EvaluationStore, id: string) {
    this.#evaluations = evaluations;
    this.#id = id;
  }

  set(fraction: number): Promise<void> {
    const step = Math.floor(fraction * progressSteps) / progressSteps;
    if (step > this.reached) {
      this.reached = step;
      this.#writing = this.#writing
        .then(() => this.#evaluations.setProgress(this.#id, fraction))
        .catch(() => undefined);
    }
    return this.#writing;
  }

  written(): Promise<void> {
    return this.#writing;
  }
}
