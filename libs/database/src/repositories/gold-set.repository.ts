import type { AccessScope, GoldQuestion, GoldSetDetail, GoldVersion } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import { goldItemCountsSql } from '../sql/gold-item-statements.ts';
import {
  changeGoldSetSql,
  deleteGoldSetSql,
  freezeGoldSetSql,
  getGoldSetSql,
  goldSetLabelsSql,
  goldVersionQuestionsSql,
  insertGoldSetSql,
  listGoldSetsSql,
  listGoldVersionsSql,
  lockGoldSetSql,
} from '../sql/gold-set-statements.ts';

/** A gold set without what is in it. */
export interface StoredGoldSet {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly collectionId: string | null;
  /** The version that was frozen last. */
  readonly version: number | null;
  /** Accepted items may differ from that version. */
  readonly changed: boolean;
  readonly createdAt: string;
}

export interface NewGoldSet {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly collectionId: string | null;
}

interface SetRow {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly collection_id: string | null;
  readonly current_version: number | null;
  readonly changed: boolean;
  readonly created_at: Date;
}

interface VersionRow {
  readonly version: number;
  readonly question_count: number;
  readonly sha256: string;
  readonly note: string;
  readonly created_at: Date;
}

/** Gold sets kept in the database, and their frozen versions. */
export class GoldSetRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(
    scope: AccessScope,
  ): Promise<(StoredGoldSet & { readonly accepted: number; readonly candidates: number })[]> {
    const rows = await this.#query<SetRow & { accepted: number; candidates: number }>(scope, listGoldSetsSql);
    return rows.map((row) => ({ ...setView(row), accepted: row.accepted, candidates: row.candidates }));
  }

  async get(scope: AccessScope, name: string): Promise<StoredGoldSet | null> {
    const [row] = await this.#query<SetRow>(scope, getGoldSetSql, [name]);
    return row === undefined ? null : setView(row);
  }

  /**
   * The set, held against every other change until the transaction ends.
   * @throws MingdaError `GOLD_SET_NOT_FOUND`
   */
  async lock(scope: AccessScope, name: string, tx: EntityManager): Promise<StoredGoldSet> {
    const [row] = await tx.query<SetRow[]>(lockGoldSetSql, [...scopeParameters(scope), name]);
    if (row === undefined) throw new MingdaError('GOLD_SET_NOT_FOUND', { subject: name });
    return setView(row);
  }

  async detail(scope: AccessScope, name: string): Promise<GoldSetDetail | null> {
    const set = await this.get(scope, name);
    if (set === null) return null;
    const counted = await this.#query<{ state: 'candidate' | 'accepted' | 'rejected'; items: number; stale: number }>(
      scope,
      goldItemCountsSql,
      [set.id],
    );
    const [labels] = await this.#query<{ tags: string[]; languages: string[] }>(scope, goldSetLabelsSql, [set.id]);
    const counts = { candidate: 0, accepted: 0, rejected: 0, stale: 0 };
    for (const { state, items, stale } of counted) {
      counts[state] = items;
      counts.stale += stale;
    }
    return { ...set, counts, tags: labels?.tags ?? [], languages: labels?.languages ?? [] };
  }

  /** @throws MingdaError `GOLD_SET_EXISTS`, `COLLECTION_NOT_FOUND` */
  async create(scope: AccessScope, input: NewGoldSet): Promise<StoredGoldSet> {
    const { name, title, description, collectionId } = input;
    const [row] = await this.#query<SetRow>(scope, insertGoldSetSql, [name, title, description, collectionId]);
    if (row !== undefined) return setView(row);
    const taken = await this.get(scope, name);
    if (taken !== null || collectionId === null) throw new MingdaError('GOLD_SET_EXISTS', { subject: name });
    throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
  }

  /** @throws MingdaError `GOLD_SET_NOT_FOUND`, `COLLECTION_NOT_FOUND` */
  async change(scope: AccessScope, input: NewGoldSet): Promise<void> {
    const { name, title, description, collectionId } = input;
    const [rows] = await this.#query<SetRow[]>(scope, changeGoldSetSql, [name, title, description, collectionId]);
    if (rows !== undefined && rows.length > 0) return;
    if ((await this.get(scope, name)) === null) throw new MingdaError('GOLD_SET_NOT_FOUND', { subject: name });
    throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId ?? '' });
  }

  /** @returns false when there is no such set in the scope */
  async delete(scope: AccessScope, name: string): Promise<boolean> {
    const [rows] = await this.#query<SetRow[]>(scope, deleteGoldSetSql, [name]);
    return rows !== undefined && rows.length > 0;
  }

  /** Newest first. */
  async versions(scope: AccessScope, goldSetId: string): Promise<GoldVersion[]> {
    return (await this.#query<VersionRow>(scope, listGoldVersionsSql, [goldSetId])).map(versionView);
  }

  /** @returns null when the set has no such version */
  async questions(scope: AccessScope, goldSetId: string, version: number): Promise<readonly GoldQuestion[] | null> {
    const [row] = await this.#query<{ questions: GoldQuestion[] }>(scope, goldVersionQuestionsSql, [
      goldSetId,
      version,
    ]);
    return row?.questions ?? null;
  }

  /** Stores the content as a version, or finds the one that it has already; the caller holds the set's lock. */
  async freeze(
    scope: AccessScope,
    content: { goldSetId: string; questions: readonly GoldQuestion[]; sha256: string; note: string },
    tx: EntityManager,
  ): Promise<GoldVersion> {
    const { goldSetId, questions, sha256, note } = content;
    const [row] = await tx.query<VersionRow[]>(freezeGoldSetSql, [
      ...scopeParameters(scope),
      goldSetId,
      JSON.stringify(questions),
      questions.length,
      sha256,
      note,
    ]);
    if (row === undefined) throw new MingdaError('GOLD_SET_NOT_FOUND', { subject: goldSetId });
    return versionView(row);
  }

  #query<Row>(scope: AccessScope, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.#database.dataSource.manager.query<Row[]>(sql, [...scopeParameters(scope), ...parameters]);
  }
}

function setView(row: SetRow): StoredGoldSet {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    description: row.description,
    collectionId: row.collection_id,
    version: row.current_version,
    changed: row.changed,
    createdAt: row.created_at.toISOString(),
  };
}

function versionView(row: VersionRow): GoldVersion {
  return {
    version: row.version,
    questions: row.question_count,
    sha256: row.sha256,
    note: row.note,
    createdAt: row.created_at.toISOString(),
  };
}
