import type { JobPayload } from '@mingda/contracts';
import type { EvaluationRepository } from '@mingda/database';
import type { RunEvaluation } from '@mingda/evaluation';
import type { MingdaError } from '@mingda/platform';
import { failureOf } from '../failure-of.ts';
import type { Job } from '../job.ts';

interface Dependencies {
  readonly runEvaluation: Pick<RunEvaluation, 'execute'>;
  readonly evaluations: Pick<EvaluationRepository, 'fail'>;
}

export class RunEvaluationJob implements Job<'run-evaluation'> {
  readonly name = 'run-evaluation';
  /** Two runs at once would disturb each other's latencies. */
  readonly concurrency = 1;
  private readonly runEvaluation: Dependencies['runEvaluation'];
  private readonly evaluations: Dependencies['evaluations'];

  constructor({ runEvaluation, evaluations }: Dependencies) {
    this.runEvaluation = runEvaluation;
    this.evaluations = evaluations;
  }

  run({ evaluationId }: JobPayload<'run-evaluation'>, signal: AbortSignal): Promise<void> {
    return this.runEvaluation.execute(evaluationId, signal);
  }

  giveUp({ evaluationId }: JobPayload<'run-evaluation'>, error: MingdaError): Promise<void> {
    return this.evaluations.fail(evaluationId, failureOf(error));
  }
}
