import type { AccessScope } from '@mingda/contracts';
import { unpackTokens, type PackedTokens } from '../codec/token-codec.ts';
import type { Database } from '../database.ts';
import type { StoredTokens } from '../published-version.ts';
import { scopeParameters } from '../scope.ts';
import { lockCollectionSql } from '../sql/publish-statements.ts';
import { dropTokensSql, tokensSql } from '../sql/token-statements.ts';

/** Few enough that questions and imports beside a deletion hardly wait. */
const documentsAtOnce = 50;

/** Token vectors of chunks that were made at ingestion. */
export class TokenVectorRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Those of the given chunks by their ids; chunks that have none, or are outside the scope, are left out. */
  async read(scope: AccessScope, chunkIds: readonly string[]): Promise<Map<string, StoredTokens>> {
    if (chunkIds.length === 0) return new Map();
    const parameters = [...scopeParameters(scope), chunkIds];
    const rows = await this.#database.ask<TokenRow>(tokensSql, parameters);
    const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');
    return new Map(
      rows.map(({ id, dims, offsets, scales, vectors }) => {
        const packed = { offsets: bytes(offsets), scales: bytes(scales), vectors: bytes(vectors) };
        return [id, unpackTokens(packed, dims)];
      }),
    );
  }

  /**
   * Deletes the token vectors of a collection's documents that are cut as `from` says, which are cut as `to` says then; some documents
   * at once, so that it can be broken off and called again.
   * @returns how many documents that were
   */
  async drop(
    scope: AccessScope,
    collectionId: string,
    { from, to }: { readonly from: string; readonly to: string },
  ): Promise<number> {
    const parameters = [...scopeParameters(scope), collectionId, from, to, documentsAtOnce];
    let all = 0;
    for (;;) {
      const dropped = await this.#database.transaction(async (tx) => {
        await tx.query(lockCollectionSql, [collectionId]);
        const [row] = await tx.query<[{ documents: number }]>(dropTokensSql, parameters);
        return row.documents;
      });
      all += dropped;
      if (dropped < documentsAtOnce) break;
    }
    // Nobody else clears up after a deletion there.
    if (all > 0 && this.#database.kind === 'embedded') await this.#database.dataSource.query('vacuum chunk_tokens');
    return all;
  }
}

interface TokenRow extends Readonly<Record<keyof PackedTokens, string>> {
  readonly id: string;
  readonly dims: number;
}
