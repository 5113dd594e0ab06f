import type { AccessScope } from '@mingda/contracts';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import { cachedOutcomesSql, cacheOutcomesSql, saveOutcomesSql, trimCacheSql } from '../sql/gate-statements.ts';

/** One question's outcome without the question itself; what is in it is the evaluation's business. */
export interface StoredOutcome {
  readonly questionId: string;
  readonly outcome: unknown;
  /** Taken from an earlier run. */
  readonly reused: boolean;
}

export interface CachedOutcome {
  /** Digest of everything that determines the outcome. */
  readonly key: string;
  readonly outcome: unknown;
}

/** Rows of one tenant that stay; about 2 kB each. */
const CACHED_OUTCOMES = 20_000;

/** Outcomes of single questions: of a run that still goes on, and those that later runs may use again. */
export class OutcomeRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @returns false when the run was cancelled or is gone; nothing is stored then */
  async save(evaluationId: string, outcomes: readonly StoredOutcome[]): Promise<boolean> {
    if (outcomes.length === 0) return true;
    const rows = outcomes.map((it) => ({ question_id: it.questionId, outcome: it.outcome, reused: it.reused }));
    const { manager } = this.#database.dataSource;
    await manager.query(saveOutcomesSql, [evaluationId, JSON.stringify(rows)]);
    const [run] = await manager.query<unknown[]>(`select 1 from evaluation where id = $1 and state = 'running'`, [
      evaluationId,
    ]);
    return run !== undefined;
  }

  /** By question id: what a run had finished before it was interrupted. */
  async load(evaluationId: string): Promise<Map<string, StoredOutcome>> {
    const rows = await this.#database.dataSource.query<StoredOutcome[]>(
      `select question_id as "questionId", outcome, reused from evaluation_outcome where evaluation_id = $1`,
      [evaluationId],
    );
    return new Map(rows.map((row) => [row.questionId, row]));
  }

  async clear(evaluationId: string): Promise<void> {
    await this.#database.dataSource.query('delete from evaluation_outcome where evaluation_id = $1', [evaluationId]);
  }

  async cached(scope: AccessScope, keys: readonly string[]): Promise<Map<string, unknown>> {
    if (keys.length === 0) return new Map();
    const [rows] = await this.#database.dataSource.query<[{ key: string; outcome: unknown }[], number]>(
      cachedOutcomesSql,
      [...scopeParameters(scope), keys],
    );
    return new Map(rows.map((row) => [row.key, row.outcome]));
  }

  /** Keeps outcomes for later runs, and of a tenant only the ones used last. */
  async cache(scope: AccessScope, collectionId: string, outcomes: readonly CachedOutcome[]): Promise<void> {
    if (outcomes.length === 0) return;
    const { dataSource } = this.#database;
    await dataSource.query(cacheOutcomesSql, [scope.tenantId, collectionId, JSON.stringify(outcomes)]);
    await dataSource.query(trimCacheSql, [scope.tenantId, CACHED_OUTCOMES]);
  }
}
