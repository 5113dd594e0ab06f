import type { AccessScope, FailedImport, FailedImportChoice, FailedImportList } from '@mingda/contracts';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import * as sql from '../sql/import-statements.ts';
import { rowsOf } from './import-job.repository.ts';

/** What a collection has left to import, and what it finished in the time looked at. */
export interface ImportCounts {
  readonly collectionId: string;
  readonly name: string;
  readonly selfPaused: boolean;
  readonly allPaused: boolean;
  readonly waiting: number;
  readonly retrying: number;
  readonly running: number;
  readonly failed: number;
  readonly ready: number;
  readonly leftBytes: number;
  /** Seconds until the last of the retrying ones is tried again. */
  readonly lastRetryIn: number;
  readonly doneDocuments: number;
  readonly donePages: number;
  readonly doneChunks: number;
  readonly doneBytes: number;
  /** Since the first of them was finished. */
  readonly doneSeconds: number;
}

export interface FailedImportFilter extends Pick<FailedImportChoice, 'collectionId' | 'code'> {
  readonly offset: number;
  readonly limit: number;
}

interface IdRow {
  readonly id: string;
}

type FailedRow = Omit<FailedImport, 'firstFailedAt' | 'lastFailedAt'> & {
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
};

/** Imports as people see and steer them. */
export class ImportRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** By name; hidden copies are left out. @param windowSeconds how far back finished documents count */
  loads(scope: AccessScope, windowSeconds: number, collectionId?: string): Promise<ImportCounts[]> {
    const parameters = [...scopeParameters(scope), collectionId ?? null, windowSeconds];
    return this.#database.dataSource.query<ImportCounts[]>(sql.importLoadsSql, parameters);
  }

  /** Nothing of the collection is begun from now on; what runs waits again. */
  async pauseCollection(scope: AccessScope, collectionId: string): Promise<void> {
    await this.#announce(
      await this.#changed(sql.pauseCollectionSql, [...scopeParameters(scope), collectionId]),
      'queued',
    );
  }

  async resumeCollection(scope: AccessScope, collectionId: string): Promise<void> {
    await this.#changed(sql.resumeCollectionSql, [...scopeParameters(scope), collectionId]);
    await this.#announce([{ id: collectionId }], 'queued');
  }

  /** The same for every collection of the tenant, also those to come. */
  async pauseAll({ tenantId }: AccessScope): Promise<void> {
    await this.#announce(await this.#changed(sql.pauseTenantSql, [tenantId]), 'queued');
  }

  async resumeAll({ tenantId }: AccessScope): Promise<void> {
    await this.#changed(sql.resumeTenantSql, [tenantId]);
    await this.#announce([{ id: tenantId }], 'queued');
  }

  /** Calls off what waits or runs, of one document or all; whoever works on it finds out when it renews its lease. */
  async cancel(scope: AccessScope, collectionId: string, documentId?: string): Promise<number> {
    const parameters = [...scopeParameters(scope), collectionId, documentId ?? null];
    const cancelled = await this.#changed(sql.cancelImportsSql, parameters);
    await this.#announce(cancelled, 'cancelled');
    return cancelled.length;
  }

  /** Latest first. */
  async failed(scope: AccessScope, filter: FailedImportFilter): Promise<FailedImportList> {
    const { collectionId = null, code = null, offset, limit } = filter;
    const { dataSource } = this.#database;
    const parameters = [...scopeParameters(scope), collectionId];
    const rows = await dataSource.query<FailedRow[]>(sql.listFailedImportsSql, [...parameters, code, offset, limit]);
    const codes = await dataSource.query<FailedImportList['codes']>(sql.failedImportCodesSql, parameters);
    const fitting = codes.filter((it) => code === null || it.code === code);
    return { items: rows.map(failedView), total: fitting.reduce((sum, { count }) => sum + count, 0), codes };
  }

  /** Puts failed versions back to wait, as if they had never been tried. @returns how many */
  async retryFailed(scope: AccessScope, choice: FailedImportChoice): Promise<number> {
    const ids = await this.#database.transaction(async (tx) => {
      const chosen = await this.#choose(scope, choice, tx);
      await tx.query(sql.requeueFailedImportsSql, [chosen]);
      return chosen;
    });
    await this.#announce(
      ids.map((id) => ({ id })),
      'queued',
    );
    return ids.length;
  }

  /** Takes failed versions off the list. @returns how many */
  dismissFailed(scope: AccessScope, choice: FailedImportChoice): Promise<number> {
    return this.#database.transaction(async (tx) => {
      const chosen = await this.#choose(scope, choice, tx);
      await tx.query(sql.dismissFailedImportsSql, [chosen]);
      return chosen.length;
    });
  }

  async #choose(scope: AccessScope, choice: FailedImportChoice, tx: EntityManager): Promise<string[]> {
    const { versionIds, collectionId, code } = choice;
    const parameters = [...scopeParameters(scope), collectionId ?? null, code ?? null, versionIds ?? null];
    const rows = await tx.query<IdRow[]>(sql.chooseFailedImportsSql, parameters);
    return rows.map((row) => row.id);
  }

  async #changed(text: string, parameters: readonly unknown[]): Promise<IdRow[]> {
    return rowsOf<IdRow>(await this.#database.dataSource.query(text, [...parameters]));
  }

  async #announce(rows: readonly IdRow[], state: 'queued' | 'cancelled'): Promise<void> {
    const { manager } = this.#database.dataSource;
    for (const { id } of rows) await this.#database.notifyProgress({ id, state, progress: 0 }, manager);
  }
}

function failedView(row: FailedRow): FailedImport {
  return { ...row, firstFailedAt: row.firstFailedAt.toISOString(), lastFailedAt: row.lastFailedAt.toISOString() };
}
