import type { AccessScope } from '@mingda/contracts';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import {
  changedChunksSql,
  contentDigestSql,
  cutStateSql,
  ingestionStateSql,
  otherwiseCutSql,
} from '../sql/gate-statements.ts';

export interface ContentDigest {
  readonly count: number;
  readonly chunks: number;
  /** Equal for two collections that hold the same documents, cut the same way. */
  readonly sha256: string;
  /** Changes with every publishing, also of equal content: vectors of another run of a model differ a little. */
  readonly stamp: string;
}

export interface IngestionState {
  readonly total: number;
  readonly ready: number;
  readonly failed: number;
}

/** What a collection's index holds, and how far it is from what it should hold. */
export class IndexStateRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  content(scope: AccessScope, collectionId: string): Promise<ContentDigest> {
    return this.#one<ContentDigest>(contentDigestSql, scope, [collectionId]);
  }

  /** Documents that are cut as `cutBy` says, of all. */
  cut(scope: AccessScope, collectionId: string, cutBy: string): Promise<{ current: number; total: number }> {
    return this.#one(cutStateSql, scope, [collectionId, cutBy]);
  }

  /** Current versions that are cut otherwise, oldest document first. */
  async otherwiseCut(scope: AccessScope, collectionId: string, cutBy: string): Promise<string[]> {
    const parameters = [...scopeParameters(scope), collectionId, cutBy];
    const rows = await this.#database.dataSource.query<{ versionId: string }[]>(otherwiseCutSql, parameters);
    return rows.map((row) => row.versionId);
  }

  /** Chunks there are, and those of them that uploads have brought since a moment. */
  changed(scope: AccessScope, collectionId: string, since: Date): Promise<{ chunks: number; changed: number }> {
    return this.#one(changedChunksSql, scope, [collectionId, since]);
  }

  ingestion(scope: AccessScope, collectionId: string): Promise<IngestionState> {
    return this.#one<IngestionState>(ingestionStateSql, scope, [collectionId]);
  }

  async #one<T>(sql: string, scope: AccessScope, rest: readonly unknown[]): Promise<T> {
    const [row] = await this.#database.dataSource.query<[T]>(sql, [...scopeParameters(scope), ...rest]);
    return row;
  }
}
