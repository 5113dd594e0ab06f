import type { PlannedRetry } from '@mingda/contracts';
import type { EntityManager } from 'typeorm';
import { runPrepared } from '../connection/prepared-statements.ts';
import type { Database } from '../database.ts';
import type { Failure } from '../failure.ts';
import * as sql from '../sql/import-statements.ts';

/** A version that a worker holds for a while; only the holder of the lease settles it. */
export interface LeasedImport {
  readonly versionId: string;
  /** New with each claim. */
  readonly leaseId: string;
  readonly bytes: number;
  /** Tries that failed. */
  readonly attempts: number;
  /** Times that a worker ended or was cut off while it held the version. */
  readonly interruptions: number;
}

export interface ImportClaim {
  readonly workerId: string;
  readonly leaseSeconds: number;
  /** Most documents that may run at once, over all workers; no bound when absent. */
  readonly perTenant?: number | undefined;
  readonly perCollection?: number | undefined;
  /** Only files below this size. */
  readonly belowBytes?: number | undefined;
  /** Only from collections of which nothing runs. */
  readonly idleOnly?: boolean | undefined;
}

const UNBOUNDED = 2_147_483_647;

interface IdRow {
  readonly id: string;
}

/**
 * What is to be imported, in the same database as the versions it is about. A claim is a lease: a worker that stops
 * renewing it loses the version to another. Like the ingestion itself it has no caller and knows no scope.
 */
export class ImportJobRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The version is imported from now on; repeated, it begins anew. Commits or rolls back with `tx`. */
  async add(versionId: string, tx: EntityManager): Promise<void> {
    await runPrepared(tx, sql.addImportSql, [versionId]);
    await this.#database.notifyProgress({ id: versionId, state: 'queued', progress: 0 }, tx);
  }

  /** The next version in turn, or null when none may be begun. */
  async claim(wanted: ImportClaim): Promise<LeasedImport | null> {
    const { workerId, leaseSeconds, perTenant, perCollection, belowBytes, idleOnly } = wanted;
    const parameters = [
      workerId,
      leaseSeconds,
      perTenant ?? UNBOUNDED,
      perCollection ?? UNBOUNDED,
      belowBytes ?? null,
      idleOnly ?? false,
    ];
    // The embedded database has one session: nobody can claim beside this one.
    const rows = await (this.#database.kind === 'embedded'
      ? this.#rows<LeasedImport>(sql.claimImportSql, parameters)
      : this.#database.transaction(async (tx) => {
          await tx.query(sql.lockClaimsSql);
          return this.#rows<LeasedImport>(sql.claimImportSql, parameters, tx);
        }));
    return rows[0] ?? null;
  }

  /**
   * Milliseconds until a version that is not paused may be begun: its moment of another try, or the end of a lease whose
   * worker fell silent. Infinity when none waits, 0 when one could be begun but for a limit.
   */
  async nextIn(): Promise<number> {
    const [row] = await this.#rows<{ seconds: number | null }>(sql.nextImportSql, []);
    return row?.seconds === null || row === undefined ? Infinity : Math.max(0, Math.ceil(row.seconds * 1000));
  }

  /** Only what is worked on is renewed: what could not be settled is taken by somebody when its lease is over. */
  async renew(leaseIds: readonly string[], leaseSeconds: number): Promise<ReadonlySet<string>> {
    const rows = await this.#rows<{ leaseId: string }>(sql.renewLeasesSql, [leaseIds, leaseSeconds]);
    return new Set(rows.map((row) => row.leaseId));
  }

  async finish({ versionId, leaseId }: LeasedImport): Promise<void> {
    await this.#database.dataSource.query(sql.finishImportSql, [versionId, leaseId]);
  }

  /** Tries again later. Changes nothing when the lease was lost meanwhile. */
  async postpone({ versionId, leaseId }: LeasedImport, retry: PlannedRetry): Promise<void> {
    const { code, en, zh, subject } = retry;
    const failure: Failure = { code, en, zh, ...(subject === undefined ? {} : { subject }) };
    const parameters = [versionId, leaseId, retry.at, JSON.stringify(failure), JSON.stringify(retry)];
    await this.#announce(await this.#rows<IdRow>(sql.postponeImportSql, parameters), 'queued');
  }

  /**
   * The version failed for good and waits for a person; one that was published all the same is done. Changes nothing
   * when the lease was lost meanwhile.
   * @param attempted false when it was not even tried
   */
  async bury(lease: LeasedImport, failure: Failure, attempted = true): Promise<void> {
    const parameters = [lease.versionId, lease.leaseId, JSON.stringify(failure), attempted ? 1 : 0];
    const buried = await this.#rows<IdRow>(sql.buryImportSql, parameters);
    if (buried.length === 0) await this.finish(lease);
    await this.#announce(buried, 'failed');
  }

  /** Called after the work on these versions was called off: those that wait again, show so. */
  async settleStopped(versionIds: readonly string[]): Promise<void> {
    await this.#announce(await this.#rows<IdRow>(sql.settleStoppedSql, [versionIds]), 'queued');
  }

  /** Gives back everything that the worker holds. */
  async release(workerId: string): Promise<void> {
    const rows = await this.#rows<IdRow>(sql.releaseLeasesSql, [workerId]);
    await this.settleStopped(rows.map((row) => row.id));
  }

  /**
   * Has everything imported that is under way and that no job is about: what a process of a release without these jobs
   * took in while others had changed over already. Nothing of that kind comes from this one.
   */
  async adopt(): Promise<void> {
    await this.#database.dataSource.query(sql.adoptImportsSql);
  }

  /** At the start of the only process of an embedded database: leases of the one before are over. */
  async endLeases(): Promise<void> {
    if (this.#database.kind === 'embedded') await this.#database.dataSource.query(sql.endLeasesSql);
  }

  /** Rows of a statement that also writes; the driver answers those of a bare update with their count. */
  async #rows<T>(text: string, parameters: readonly unknown[], tx?: EntityManager): Promise<T[]> {
    return rowsOf<T>(await (tx ?? this.#database.dataSource).query(text, [...parameters]));
  }

  async #announce(rows: readonly IdRow[], state: 'queued' | 'failed'): Promise<void> {
    const { manager } = this.#database.dataSource;
    for (const { id } of rows) await this.#database.notifyProgress({ id, state, progress: 0 }, manager);
  }
}

/** TypeORM answers a bare `update` or `delete` with rows and count, everything else with rows. */
export function rowsOf<T>(answer: unknown): T[] {
  const given = answer as T[] | [T[], number];
  return given.length === 2 && Array.isArray(given[0]) ? given[0] : (given as T[]);
}
