import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import {
  EXACT_CHUNKS,
  INDEXED_DIMENSIONS,
  indexedExpression,
  indexName,
  type SearchModel,
} from '../sql/search-statements.ts';

/** Models by the number that chunks carry; each has its own index over its own vectors. */
export class EmbeddingModelRepository {
  readonly #database: Database;
  readonly #known = new Map<string, SearchModel>();

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * A server's index is over half precision: half the memory, and no neighbour lost that the exact scores would keep.
   * The embedded database takes twenty times as long to build one.
   */
  get #precision(): SearchModel['indexed'] {
    return this.#database.kind === 'server' ? 'half' : 'full';
  }

  /** @returns null for a model that has never embedded anything here */
  async find(key: string, tx?: EntityManager): Promise<SearchModel | null> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const manager = tx ?? this.#database.dataSource.manager;
    const [model] = await manager.query<SearchModel[]>(modelSql, [key, this.#precision]);
    // Inside a transaction the row may be one that is rolled back later.
    if (model !== undefined && tx === undefined) this.#known.set(key, model);
    return model ?? null;
  }

  /**
   * Registers a model; harmless for a known one.
   * @throws MingdaError `MODEL_BAD_OUTPUT` when the model is known with another length
   */
  async ensureModel(key: string, dims: number, tx?: EntityManager): Promise<number> {
    const model = await this.find(key, tx);
    if (model === null)
      return tx === undefined
        ? this.#database.transaction((own) => this.#register(key, dims, own))
        : this.#register(key, dims, tx);
    if (model.dims !== dims) {
      throw new MingdaError('MODEL_BAD_OUTPUT', {
        subject: key,
        detail: `vectors of length ${String(dims)}, but the stored ones have ${String(model.dims)}`,
        fixes: ['register a changed model under a key of its own'],
      });
    }
    return model.id;
  }

  /**
   * Makes the vector indexes that the collection has grown to need: over its models with more chunks than are compared
   * one by one. Publishing waits while one is built, about a millisecond per chunk, once per model; on a server searches go on.
   */
  async ensureIndexes(collectionId: string): Promise<void> {
    const missing = await this.#database.ask<SearchModel>(missingIndexesSql, [
      collectionId,
      EXACT_CHUNKS,
      INDEXED_DIMENSIONS,
      this.#precision,
    ]);
    for (const model of missing) {
      await this.#database.transaction(async (tx) => {
        await tx.query('set local statement_timeout = 0');
        await tx.query(`select pg_advisory_xact_lock(${String(INDEX_LOCK)})`);
        await tx.query(createIndexSql(model));
        // Without statistics the planner takes the collection for one row and passes the index by.
        await tx.query('analyze chunk, chunk_vector, chunk_lexical, lexical_term, collection_model');
      });
    }
  }

  async #register(key: string, dims: number, tx: EntityManager): Promise<number> {
    await tx.query('insert into embedding_model (key, dims) values ($1, $2) on conflict (key) do nothing', [key, dims]);
    const model = await this.find(key, tx);
    if (model === null) throw new MingdaError('INTERNAL', { detail: `the model ${key} was not stored` });
    if (model.dims !== dims) return this.ensureModel(key, dims, tx);
    return model.id;
  }
}

/** Any constant serves: two builders of one index would wait for each other's table lock. */
const INDEX_LOCK = 7_263_002;

/** `$1` a key, `$2` the precision of a new index; one that was built in full precision before stays in use. */
const modelSql = `
select id, dims, case when to_regclass('chunk_vector_hnsw_' || id) is null then $2 else 'full' end as indexed
from embedding_model where key = $1`;

const missingIndexesSql = `
select m.model_id as id, e.dims, $4 as indexed from collection_model m join embedding_model e on e.id = m.model_id
where m.collection_id = $1 and m.chunk_count > $2 and e.dims <= $3
  and to_regclass('chunk_vector_hnsw_' || m.model_id) is null and to_regclass('chunk_vector_half_' || m.model_id) is null`;

/** Both numbers come from the database; an index expression takes no parameters. */
function createIndexSql(model: SearchModel): string {
  const operators = model.indexed === 'half' ? 'halfvec_cosine_ops' : 'vector_cosine_ops';
  return `create index if not exists ${indexName(model)} on chunk_vector
using hnsw ((${indexedExpression(model, 'embedding')}) ${operators}) where model_id = ${String(model.id)}`;
}
