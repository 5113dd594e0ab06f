import type { AccessScope } from '@mingda/contracts';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import { collectionModelsSql, statisticsSql } from '../sql/search-statements.ts';

export interface LexiconStatistics {
  /** Chunks of the collection. */
  readonly chunks: number;
  /** Chunks that contain a term, by its hash; a term that no chunk contains is absent. */
  readonly df: Map<number, number>;
}

/** What a collection's index holds: term statistics and embedding models. */
export class LexiconRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async statistics(scope: AccessScope, collectionId: string, hashes: readonly number[]): Promise<LexiconStatistics> {
    const parameters = [...scopeParameters(scope), collectionId, hashes];
    const rows = await this.#database.ask<{ chunks: number; term: number | null; df: number | null }>(
      statisticsSql,
      parameters,
    );
    const df = new Map<number, number>();
    for (const row of rows) if (row.term !== null && row.df !== null) df.set(row.term, row.df);
    return { chunks: rows[0]?.chunks ?? 0, df };
  }

  /** Keys of the embedding models whose chunks the collection holds: a question is embedded by each of them. */
  async models(scope: AccessScope, collectionId: string): Promise<string[]> {
    const rows = await this.#database.dataSource.query<{ key: string }[]>(collectionModelsSql, [
      ...scopeParameters(scope),
      collectionId,
    ]);
    return rows.map((row) => row.key);
  }
}
