import type { JobName, JobPayload } from '@mingda/contracts';
import type { MingdaError } from '@mingda/platform';

/** What handles one kind of job. It is started by the registry alone. */
export interface Job<N extends JobName> {
  readonly name: N;
  /** How many of them run at once in this process. */
  readonly concurrency: number;
  /**
   * Running it again with the same payload must be harmless: a job is repeated after a crash.
   * @param signal aborted when the worker stops; the job is then tried again later
   */
  run(payload: JobPayload<N>, signal: AbortSignal): Promise<void>;
  /** The last try has failed too: writes that into the row, which nobody would touch again otherwise. */
  giveUp(payload: JobPayload<N>, error: MingdaError): Promise<void>;
}

export type AnyJob = { [N in JobName]: Job<N> }[JobName];
