import type { Database } from '../database.ts';
import { lockCollectionSql } from '../sql/publish-statements.ts';
import * as sql from '../sql/repeat-statements.ts';

/** A document whose chunks do not leave out the lines that they should, and these. */
export interface OtherwiseMuted {
  readonly id: string;
  readonly hashes: readonly number[];
}

/** Lines that many documents of a collection repeat; each is searched in one of them, its holder. */
export class RepeatRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Of a document's lines, those that it is to leave out. */
  async known(ask: {
    readonly collectionId: string;
    readonly documentId: string;
    readonly hashes: readonly number[];
  }): Promise<number[]> {
    if (ask.hashes.length === 0) return [];
    const rows = await this.#database.dataSource.query<{ hash: number }[]>(sql.knownRepeatsSql, [
      ask.collectionId,
      ask.hashes,
      ask.documentId,
    ]);
    return rows.map((row) => row.hash);
  }

  /** Whether a line is repeated and no document is named yet in which it is searched. */
  async isUnheld(collectionId: string, from: number): Promise<boolean> {
    const [row] = await this.#database.dataSource.query<{ unheld: boolean }[]>(sql.unheldLinesSql, [
      collectionId,
      from,
    ]);
    return row.unheld;
  }

  /** Collections that wait for a sweep. */
  async unheldCollections(): Promise<string[]> {
    const rows = await this.#database.dataSource.query<{ id: string }[]>(sql.unheldCollectionsSql);
    return rows.map((row) => row.id);
  }

  /**
   * Names a holder for each repeated line, and none for those that are repeated no more.
   * @param from number of documents from which on a line is repeated; more in a large collection
   */
  async settle(collectionId: string, from: number): Promise<void> {
    await this.#database.transaction(async (tx) => {
      await tx.query(lockCollectionSql, [collectionId]);
      await tx.query(sql.releaseLinesSql, [collectionId, from]);
      await tx.query(sql.holdLinesSql, [collectionId, from]);
    });
  }

  /** In the order of their ids, after one. */
  async otherwiseMuted(collectionId: string, after: string | null): Promise<OtherwiseMuted[]> {
    return this.#database.dataSource.query<OtherwiseMuted[]>(sql.otherwiseMutedSql, [collectionId, after]);
  }
}
