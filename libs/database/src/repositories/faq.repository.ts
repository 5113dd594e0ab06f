import type { AccessScope, FaqContent, FaqEntry, FaqFilter, FaqRevision } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import { encodeVector } from '../codec/vector-codec.ts';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import * as sql from '../sql/faq-statements.ts';
import { EmbeddingModelRepository } from './embedding-model.repository.ts';

/** One way to ask, with its vector by the model of its language. */
export interface FaqPhrasing {
  readonly text: string;
  readonly modelKey: string;
  readonly vector: Float32Array;
}

export interface NewFaqEntry {
  readonly content: FaqContent;
  /** The question first, then the other phrasings. */
  readonly phrasings: readonly FaqPhrasing[];
  readonly changedBy: string;
  readonly gapId?: string | undefined;
}

type FaqRow = Omit<FaqEntry, 'validUntil' | 'approvedAt' | 'createdAt' | 'updatedAt'> &
  Readonly<Record<'validUntil' | 'approvedAt', Date | null>> &
  Readonly<Record<'createdAt' | 'updatedAt', Date>>;

/** Answers that people wrote and approved, with every revision of them. */
export class FaqRepository {
  readonly #database: Database;
  readonly #models: EmbeddingModelRepository;

  constructor(database: Database) {
    this.#database = database;
    this.#models = new EmbeddingModelRepository(database);
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `FAQ_EXISTS` */
  async create(scope: AccessScope, collectionId: string, input: NewFaqEntry): Promise<FaqEntry> {
    return this.#database.transaction(async (tx) => {
      await lockQuestions(tx, collectionId);
      await this.#refuseSameQuestion(scope, { collectionId, id: null, question: input.content.question }, tx);
      const parameters = [...scopeParameters(scope), collectionId, ...contentParameters(input), input.gapId ?? null];
      const [row] = await tx.query<{ id: string }[]>(sql.insertFaqSql, parameters);
      if (row === undefined) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
      await this.#writePhrasings(scope, { id: row.id, phrasings: input.phrasings }, tx);
      await tx.query(sql.insertFaqRevisionSql, [...scopeParameters(scope), row.id]);
      return this.#read(scope, row.id, tx);
    });
  }

  /**
   * Replaces the content; the entry is a draft afterwards, since nobody has approved the new words.
   * @throws MingdaError `FAQ_NOT_FOUND`, `FAQ_CHANGED` when `revision` is no longer the latest, `FAQ_EXISTS`
   */
  async change(scope: AccessScope, id: string, input: NewFaqEntry & { readonly revision: number }): Promise<FaqEntry> {
    return this.#database.transaction(async (tx) => {
      const entry = await this.#lock(scope, id, tx);
      if (entry.revision !== input.revision) throw new MingdaError('FAQ_CHANGED', { subject: id });
      const { collectionId } = entry;
      await this.#refuseSameQuestion(scope, { collectionId, id, question: input.content.question }, tx);
      await tx.query(sql.updateFaqSql, [...scopeParameters(scope), id, ...contentParameters(input)]);
      await tx.query(sql.deletePhrasingsSql, [...scopeParameters(scope), id]);
      await this.#writePhrasings(scope, { id, phrasings: input.phrasings }, tx);
      await tx.query(sql.insertFaqRevisionSql, [...scopeParameters(scope), id]);
      return this.#read(scope, id, tx);
    });
  }

  /**
   * The state that it has already changes nothing.
   * @throws MingdaError `FAQ_NOT_FOUND`, `FAQ_EXISTS` when a retired entry returns to a question that is taken
   */
  async setState(
    scope: AccessScope,
    id: string,
    { state, by }: { readonly state: FaqEntry['state']; readonly by: string },
  ): Promise<FaqEntry> {
    return this.#database.transaction(async (tx) => {
      const entry = await this.#lock(scope, id, tx);
      if (entry.state === state) return entry;
      if (entry.state === 'retired') await this.#refuseSameQuestion(scope, entry, tx);
      await tx.query(sql.setFaqStateSql, [...scopeParameters(scope), id, state, by]);
      await tx.query(sql.insertFaqRevisionSql, [...scopeParameters(scope), id]);
      return this.#read(scope, id, tx);
    });
  }

  async get(scope: AccessScope, id: string): Promise<FaqEntry | null> {
    const [row] = await this.#database.dataSource.query<FaqRow[]>(sql.faqEntrySql, [...scopeParameters(scope), id]);
    return row === undefined ? null : entryView(row);
  }

  /** Last changed first. */
  async list(
    scope: AccessScope,
    collectionId: string,
    filter: FaqFilter,
  ): Promise<{ items: FaqEntry[]; total: number }> {
    const { state, search, offset, limit } = filter;
    const pattern = search === undefined || search === '' ? null : `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    const parameters = [...scopeParameters(scope), collectionId, state ?? null, pattern, offset, limit];
    const rows = await this.#database.dataSource.query<(FaqRow & { total: number })[]>(sql.listFaqSql, parameters);
    return { items: rows.map(entryView), total: rows[0]?.total ?? 0 };
  }

  /** The entry of a collection that asks exactly this and is not retired. */
  async byQuestion(scope: AccessScope, collectionId: string, question: string): Promise<FaqEntry | null> {
    const parameters = [...scopeParameters(scope), collectionId, question];
    const [row] = await this.#database.dataSource.query<FaqRow[]>(sql.faqByQuestionSql, parameters);
    return row === undefined ? null : entryView(row);
  }

  /** Entries in use with a phrasing that none of these models has embedded. */
  async outdated(
    scope: AccessScope,
    collectionId: string,
    given: { modelKeys: string[]; limit: number },
  ): Promise<FaqEntry[]> {
    const parameters = [...scopeParameters(scope), collectionId, given.modelKeys, given.limit];
    return (await this.#database.dataSource.query<FaqRow[]>(sql.outdatedFaqSql, parameters)).map(entryView);
  }

  /** New vectors for the same words; an entry that was changed meanwhile has new ones already. */
  async embedAgain(
    scope: AccessScope,
    id: string,
    given: { readonly revision: number; readonly phrasings: readonly FaqPhrasing[] },
  ): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const entry = await this.#lock(scope, id, tx);
      if (entry.revision !== given.revision) return;
      await tx.query(sql.deletePhrasingsSql, [...scopeParameters(scope), id]);
      await this.#writePhrasings(scope, { id, phrasings: given.phrasings }, tx);
    });
  }

  /** Newest first, the hundred latest. */
  async revisions(scope: AccessScope, id: string): Promise<FaqRevision[]> {
    const rows = await this.#database.dataSource.query<
      {
        revision: number;
        content: FaqContent & { state: FaqEntry['state'] };
        changedBy: string;
        changedAt: Date;
      }[]
    >(sql.faqRevisionsSql, [...scopeParameters(scope), id]);
    return rows.map(({ content: { state, ...content }, ...row }) => ({
      ...row,
      state,
      content: { ...content, validUntil: content.validUntil === null ? null : iso(new Date(content.validUntil)) },
      changedAt: iso(row.changedAt),
    }));
  }

  async #lock(scope: AccessScope, id: string, tx: EntityManager): Promise<FaqEntry> {
    const [row] = await tx.query<FaqRow[]>(sql.lockFaqEntrySql, [...scopeParameters(scope), id]);
    if (row === undefined) throw new MingdaError('FAQ_NOT_FOUND', { subject: id });
    await lockQuestions(tx, row.collectionId);
    return entryView(row);
  }

  async #read(scope: AccessScope, id: string, tx: EntityManager): Promise<FaqEntry> {
    const [row] = await tx.query<FaqRow[]>(sql.faqEntrySql, [...scopeParameters(scope), id]);
    if (row === undefined) throw new MingdaError('FAQ_NOT_FOUND', { subject: id });
    return entryView(row);
  }

  async #refuseSameQuestion(
    scope: AccessScope,
    {
      collectionId,
      id,
      question,
    }: { readonly collectionId: string; readonly id: string | null; readonly question: string },
    tx: EntityManager,
  ): Promise<void> {
    const parameters = [...scopeParameters(scope), collectionId, id, question];
    const [same] = await tx.query<{ id: string }[]>(sql.sameQuestionSql, parameters);
    if (same !== undefined) throw new MingdaError('FAQ_EXISTS', { subject: question });
  }

  async #writePhrasings(
    scope: AccessScope,
    { id, phrasings }: { readonly id: string; readonly phrasings: readonly FaqPhrasing[] },
    tx: EntityManager,
  ): Promise<void> {
    for (const [ordinal, { text, modelKey, vector }] of phrasings.entries()) {
      const model = await this.#models.ensureModel(modelKey, vector.length, tx);
      await tx.query(sql.insertPhrasingSql, [
        ...scopeParameters(scope),
        id,
        ordinal,
        text,
        model,
        encodeVector(vector),
      ]);
    }
  }
}

/** Two writers of one collection must not both find a question free. */
async function lockQuestions(tx: EntityManager, collectionId: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('faq:' || $1::text, 0))`, [collectionId]);
}

function contentParameters({ content, changedBy }: NewFaqEntry): unknown[] {
  const { question, phrasings, answer, citations, owner, validUntil } = content;
  return [question, phrasings, answer, JSON.stringify(citations), owner, validUntil, changedBy];
}

const iso = (moment: Date): string => moment.toISOString();

function entryView(row: FaqRow): FaqEntry {
  const { id, collectionId, question, phrasings, answer, citations, owner, state, answers, revision } = row;
  const { approvedBy, changedBy, gapId } = row;
  return {
    id,
    collectionId,
    question,
    phrasings,
    answer,
    citations,
    owner,
    state,
    answers,
    revision,
    approvedBy,
    changedBy,
    gapId,
    validUntil: row.validUntil === null ? null : iso(row.validUntil),
    approvedAt: row.approvedAt === null ? null : iso(row.approvedAt),
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}
