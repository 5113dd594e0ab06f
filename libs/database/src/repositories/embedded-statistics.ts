import type { Database } from '../database.ts';

/** Publishes after which the planner's statistics are refreshed, then every `steadyInterval`. */
const firstRefreshes: ReadonlySet<number> = new Set([5, 20, 80, 320]);
const steadyInterval = 1000;

/**
 * The embedded database has no autovacuum: without statistics the planner joins the candidates of a search by nested
 * loops over the whole collection. A server keeps its own.
 */
export class EmbeddedStatistics {
  readonly #database: Database;
  #publishes = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  async published(): Promise<void> {
    if (this.#database.kind === 'server') return;
    this.#publishes += 1;
    if (!firstRefreshes.has(this.#publishes) && this.#publishes % steadyInterval !== 0) return;
    await this.#database.dataSource.query(
      'analyze chunk, chunk_vector, chunk_lexical, lexical_term, document, document_version',
    );
  }
}
