import { randomUUID } from 'node:crypto';
import {
  isConnectionLoss,
  type Database,
  type Failure,
  type ImportJobRepository,
  type LeasedImport,
} from '@mingda/database';
import { MingdaError, toMingdaError, type Config, type Logger } from '@mingda/platform';
import { LeasedLanes, type LaneTerms, type Lease } from '@mingda/queue';
import type { IngestDocument } from './ingest-document.ts';
import { retryDelayMs, retryPlanOf } from './retry-plan.ts';

interface Dependencies {
  readonly database: Pick<Database, 'onProgress'>;
  readonly imports: ImportJobRepository;
  readonly ingestDocument: Pick<IngestDocument, 'execute'>;
  readonly settings: Config['ingest'];
  readonly logger: Logger;
}

type ImportLease = LeasedImport & Lease;

/** A worker that is silent for this long is dead, and its documents are taken by others. */
const LEASE_SECONDS = 10;
const RENEW_MS = 1_000;
const POLL_MS = 1_000;
/** What waits says so; a hint that was lost costs this long. */
const IDLE_MS = 10_000;
const SLOW_MS = 15_000;
const GRACE_MS = 5_000;
const STOP_MS = 10_000;
/** Large files at once: each may fill the memory of a parser. */
const LARGE_LANES = 2;
/** An upload says so before its transaction ends; looking a little later saves the poll. */
const NUDGE_MS = 30;
/** More interruptions are taken for the document's doing. */
const MOST_INTERRUPTIONS = 10;

/**
 * Imports what waits, in fair turns, until stopped. A fault that may pass is tried again after a while, by its cause; one
 * of the file ends the import; either is written where people see it.
 */
export class ImportWorker {
  readonly #dependencies: Dependencies;
  readonly #workerId = randomUUID();
  readonly #lanes: LeasedLanes<ImportLease>;
  #forget: (() => void) | undefined;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
    const { imports, settings, logger } = dependencies;
    this.#lanes = new LeasedLanes<ImportLease>(
      {
        claim: (terms) => this.#claim(terms),
        nextIn: () => imports.nextIn(),
        renew: (leaseIds) => imports.renew(leaseIds, LEASE_SECONDS),
        run: (lease, signal) => this.#run(lease, signal),
        stopped: ({ versionId }) => imports.settleStopped([versionId]),
        release: () => imports.release(this.#workerId),
      },
      {
        lanes: settings.concurrency,
        largeLanes: LARGE_LANES,
        renewMs: RENEW_MS,
        pollMs: POLL_MS,
        idleMs: IDLE_MS,
        slowMs: SLOW_MS,
        graceMs: GRACE_MS,
        stopMs: STOP_MS,
      },
      logger,
    );
  }

  async start(): Promise<void> {
    await this.#dependencies.imports.endLeases();
    await this.#dependencies.imports.adopt();
    this.#forget = this.#dependencies.database.onProgress(({ state }) => {
      if (state === 'queued') setTimeout(() => this.#lanes.wake(), NUDGE_MS).unref();
    });
    this.#lanes.start();
  }

  /** Takes nothing more; what cannot end within seconds is put back and taken up at the next start. */
  async stop(): Promise<void> {
    this.#forget?.();
    await this.#lanes.stop();
  }

  async #claim({ smallOnly, idleOnly }: LaneTerms): Promise<ImportLease | null> {
    const { imports, settings } = this.#dependencies;
    const claimed = await imports.claim({
      workerId: this.#workerId,
      leaseSeconds: LEASE_SECONDS,
      perTenant: settings.perTenant,
      perCollection: settings.perCollection,
      belowBytes: smallOnly ? settings.largeBytes : undefined,
      idleOnly,
    });
    return claimed === null ? null : { ...claimed, large: claimed.bytes >= settings.largeBytes };
  }

  async #run(lease: ImportLease, signal: AbortSignal): Promise<void> {
    const { imports, ingestDocument } = this.#dependencies;
    if (lease.interruptions > MOST_INTERRUPTIONS) {
      await imports.bury(lease, failureOf(new MingdaError('IMPORT_INTERRUPTED')), false);
      return;
    }
    try {
      await ingestDocument.execute(lease.versionId, { signal });
    } catch (thrown) {
      if (!signal.aborted) await this.#settleFault(lease, faultOf(thrown));
      return;
    }
    await imports.finish(lease);
  }

  async #settleFault(lease: ImportLease, fault: MingdaError): Promise<void> {
    const { imports, logger } = this.#dependencies;
    const plan = retryPlanOf(fault);
    const failed = lease.attempts + 1;
    const failure = failureOf(fault);
    const again = plan !== null && failed < plan.attempts;
    logger.warn({ err: fault, versionId: lease.versionId, code: fault.code, failed, again }, 'an import failed');
    if (plan === null || !again) return imports.bury(lease, failure);
    const at = new Date(Date.now() + retryDelayMs(plan, failed)).toISOString();
    return imports.postpone(lease, { ...failure, attempt: failed + 1, of: plan.attempts, at });
  }
}

/** A connection that broke is the database's fault, and not worth one of the few tries that our own faults get. */
function faultOf(thrown: unknown): MingdaError {
  return isConnectionLoss(thrown) ? new MingdaError('DATABASE_UNAVAILABLE', { cause: thrown }) : toMingdaError(thrown);
}

/** What a row keeps of an error: enough to tell people, nothing of our insides. */
function failureOf({ code, entry, subject }: MingdaError): Failure {
  return { code, en: entry.en, zh: entry.zh, ...(subject === undefined ? {} : { subject }) };
}
