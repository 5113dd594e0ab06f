import type { EvaluationReport } from '@mingda/contracts';
import type { EvaluationRepository, EvaluationWork } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { GoldSets } from '../gold-set/gold-sets.ts';
import { describe } from './ask-questions.ts';
import type { RunGoldSet } from './run-gold-set.ts';

/** What the job needs of the repository of evaluations. */
export type EvaluationStore = Pick<EvaluationRepository, 'load' | 'setProgress' | 'finish' | 'fail'>;

/** Steps in which progress is stored; more would only write rows nobody sees. */
const progressSteps = 100;

/**
 * The `run-evaluation` job: the row says what to score, the report goes back into it. Running it again does the whole
 * run again and overwrites its result.
 */
export class RunEvaluation {
  readonly #evaluations: EvaluationStore;
  readonly #runGoldSet: Pick<RunGoldSet, 'execute'>;
  readonly #goldSets: GoldSets;

  constructor(dependencies: {
    evaluations: EvaluationStore;
    runGoldSet: Pick<RunGoldSet, 'execute'>;
    goldSets: GoldSets;
  }) {
    this.#evaluations = dependencies.evaluations;
    this.#runGoldSet = dependencies.runGoldSet;
    this.#goldSets = dependencies.goldSets;
  }

  /**
   * A failure is stored with the evaluation, except one that trying again can mend: that is for the queue.
   * @throws MingdaError with a retryable code
   */
  async execute(evaluationId: string, signal?: AbortSignal): Promise<void> {
    const stored = await this.#evaluations.load(evaluationId);
    if (stored === null) return;
    try {
      await this.#evaluations.finish(evaluationId, await this.#run(stored, signal));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof MingdaError && error.entry.retryable) throw error;
      await this.giveUp(evaluationId, error);
    }
  }

  /** Stores why the evaluation ended without a report; for the queue, when the last try has failed. */
  async giveUp(evaluationId: string, error: unknown): Promise<void> {
    await this.#evaluations.fail(evaluationId, describe(error));
  }

  async #run(stored: EvaluationWork, signal: AbortSignal | undefined): Promise<EvaluationReport> {
    const goldSet = await this.#goldSets.read(stored.goldSet);
    let writing = Promise.resolve();
    let step = 0;
    const onProgress = ({ fraction }: { fraction: number }): void => {
      const reached = Math.floor(fraction * progressSteps);
      if (reached === step) return;
      step = reached;
      // Progress is a courtesy: a lost write of it must not end a run that costs minutes.
      writing = writing.then(() => this.#evaluations.setProgress(stored.id, fraction)).catch(() => undefined);
    };
    const { collectionId, collectionName, limit } = stored;
    const report = await this.#runGoldSet.execute(
      stored.scope,
      { collectionId, collectionName, goldSet, ...(limit === undefined ? {} : { limit }) },
      { onProgress, ...(signal === undefined ? {} : { signal }) },
    );
    await writing;
    return report;
  }
}
