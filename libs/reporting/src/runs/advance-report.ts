import type { AccessScope, Evaluation } from '@mingda/contracts';
import type {
  EvaluationRepository,
  ScheduleRepository,
  ScheduleRunRepository,
  StoredRun,
  StoredSchedule,
} from '@mingda/database';
import type { StartEvaluation } from '@mingda/evaluation';
import { toMingdaError } from '@mingda/platform';
import type { CloseRun } from './close-run.ts';
import type { ReportJobs } from './report-jobs.ts';

interface Dependencies {
  readonly schedules: ScheduleRepository;
  readonly runs: ScheduleRunRepository;
  readonly evaluations: Pick<EvaluationRepository, 'get'>;
  readonly startEvaluation: Pick<StartEvaluation, 'execute'>;
  readonly closeRun: CloseRun;
  readonly jobs: ReportJobs;
}

/** How often an evaluation that still goes is looked at. */
const pollSeconds = 5;

/**
 * The `advance-report` job: takes the runs of one schedule from waiting over measuring to the report, strictly one after
 * the other. It ends while an evaluation goes and comes back later, so that it holds nothing for minutes.
 */
export class AdvanceReport {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async execute(scheduleId: string): Promise<void> {
    const { schedules, runs, jobs } = this.#dependencies;
    for (;;) {
      const schedule = await schedules.load(scheduleId);
      const run = (await runs.current(scheduleId)) ?? (await runs.claim(scheduleId));
      if (schedule === null || run === null) return;
      const evaluation = run.state === 'running' ? await this.#measured(run) : await this.#start(schedule, run);
      if (evaluation === 'failed') continue;
      if (evaluation === null) await this.#dependencies.closeRun.fail(run, gone);
      else if (evaluation.state === 'finished') await this.#dependencies.closeRun.finish(schedule, run, evaluation.id);
      else if (evaluation.state === 'failed') await this.#dependencies.closeRun.fail(run, evaluation.failure ?? gone);
      else if (evaluation.state === 'cancelled') await this.#dependencies.closeRun.fail(run, cancelled);
      else {
        await jobs.advance(scheduleId, { delaySeconds: pollSeconds });
        return;
      }
    }
  }

  #measured(run: StoredRun): Promise<Evaluation | null> {
    return run.evaluationId === null
      ? Promise.resolve(null)
      : this.#dependencies.evaluations.get(scopeOf(run), run.evaluationId);
  }

  /**
   * Starts the evaluation of a run, or takes up the one that it had started when its process died.
   * @returns `failed` when it cannot be started at all; that is written into the run
   * @throws MingdaError what another try may mend
   */
  async #start(schedule: StoredSchedule, run: StoredRun): Promise<Evaluation | 'failed'> {
    const { runs, evaluations, startEvaluation, closeRun } = this.#dependencies;
    const scope = scopeOf(run);
    try {
      const { collectionId, goldSet, limit } = schedule;
      const orphan = await runs.orphan(run, { goldSet, limit });
      const evaluation =
        (orphan === null ? null : await evaluations.get(scope, orphan)) ??
        (await startEvaluation.execute(scope, { collectionId, goldSet, ...(limit === null ? {} : { limit }) }));
      await runs.attach(run.id, evaluation.id);
      return evaluation;
    } catch (thrown) {
      const error = toMingdaError(thrown);
      if (error.entry.retryable) throw error;
      const { en, zh } = error.entry;
      await closeRun.fail(run, {
        code: error.code,
        en,
        zh,
        ...(error.subject === undefined ? {} : { subject: error.subject }),
      });
      return 'failed';
    }
  }

  /** The last try has failed: the run that was being made ends, and the next may try. */
  async giveUp(scheduleId: string, thrown: unknown): Promise<void> {
    const { runs, jobs, closeRun } = this.#dependencies;
    const run = await runs.current(scheduleId);
    const { code, entry } = toMingdaError(thrown);
    if (run !== null) await closeRun.fail(run, { code, en: entry.en, zh: entry.zh });
    await jobs.advance(scheduleId, { delaySeconds: pollSeconds });
  }
}

const gone = { code: 'EVALUATION_NOT_FOUND', en: 'The evaluation was deleted.', zh: '评测已被删除。' };
const cancelled = { code: 'CANCELLED', en: 'The evaluation was cancelled.', zh: '评测已被取消。' };

export function scopeOf({ tenantId, collectionId }: { tenantId: string; collectionId: string }): AccessScope {
  return { tenantId, collectionIds: [collectionId] };
}
