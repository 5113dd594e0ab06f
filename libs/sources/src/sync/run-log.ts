import type { SourceRunFailure } from '@mingda/contracts';
import type { OwnRun, RunCounts, SourceRunRepository, StoredSource } from '@mingda/database';

const writeEveryMs = 1000;

/** Thrown when a run was cancelled or another worker has begun it anew: whoever holds it stops and writes no more. */
export class RunLost extends Error {
  override readonly name = 'RunLost';
}

interface Given {
  readonly runs: Pick<SourceRunRepository, 'progress' | 'addFailures'>;
  readonly source: StoredSource;
  readonly run: OwnRun;
}

/** Counts what a run does and writes it down about once a second. */
export class RunLog {
  readonly counts: RunCounts;
  readonly #given: Given;
  #failures: SourceRunFailure[] = [];
  #written = Date.now();

  constructor(given: Given) {
    this.#given = given;
    this.counts = { ...given.run.counts };
  }

  fail(...failures: readonly SourceRunFailure[]): void {
    this.counts.failed += failures.length;
    this.#failures.push(...failures);
  }

  /** @throws RunLost */
  async tick(): Promise<void> {
    if (Date.now() - this.#written >= writeEveryMs) await this.write();
  }

  /** @throws RunLost */
  async write(): Promise<void> {
    const { runs, source, run } = this.#given;
    this.#written = Date.now();
    if (!(await runs.progress(run, this.counts))) throw new RunLost();
    const failures = this.#failures;
    this.#failures = [];
    if (failures.length > 0) await runs.addFailures(run, source, failures);
  }
}
