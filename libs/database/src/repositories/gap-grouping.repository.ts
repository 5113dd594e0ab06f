import type { AccessScope, Gap, GapAnswer, GapMeasurement, GapQuestion } from '@mingda/contracts';
import type { EntityManager } from 'typeorm';
import { encodeVector } from '../codec/vector-codec.ts';
import type { Database } from '../database.ts';
import type { Failure } from '../failure.ts';
import { scopeParameters } from '../scope.ts';
import * as sql from '../sql/gap-statements.ts';
import { EmbeddingModelRepository } from './embedding-model.repository.ts';

/** An answer that nobody should be content with and that is in no gap yet. */
export interface UngroupedAnswer {
  readonly id: string;
  readonly question: string;
  /** What was searched for: a follow-up together with the words that it points back to. */
  readonly searched: string;
  readonly reason: GapQuestion['reason'];
  readonly createdAt: Date;
}

export interface GroupedAnswer {
  readonly answer: UngroupedAnswer;
  readonly lang: string;
  readonly modelKey: string;
  readonly vector: Float32Array;
}

/** Keys of the models that read questions of each language. */
type LanguageModels = Readonly<Record<'zh' | 'en', string>>;

export interface OutdatedGap {
  readonly id: string;
  readonly lang: string;
  /** Its first question, as it was searched. */
  readonly searched: string;
}

/** What the jobs do with gaps. */
export class GapGroupingRepository {
  readonly #database: Database;
  readonly #models: EmbeddingModelRepository;

  constructor(database: Database) {
    this.#database = database;
    this.#models = new EmbeddingModelRepository(database);
  }

  /** Oldest first. */
  async ungrouped(scope: AccessScope, collectionId: string, limit: number): Promise<UngroupedAnswer[]> {
    const parameters = [...scopeParameters(scope), collectionId, limit];
    return this.#database.dataSource.query<UngroupedAnswer[]>(sql.ungroupedAnswersSql, parameters);
  }

  /**
   * Puts an answer into the nearest gap whose first question is at least `similarity` near, or opens one. Two workers on
   * one collection wait for each other; an answer that is in a gap already stays there.
   */
  async group(
    scope: AccessScope,
    collectionId: string,
    given: GroupedAnswer & { readonly leastSimilarity: number },
  ): Promise<void> {
    const { answer, lang, modelKey, vector, leastSimilarity } = given;
    await this.#database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('gap:' || $1::text, 0))`, [collectionId]);
      const taken = await tx.query<unknown[]>('select from gap_question where answer_id = $1', [answer.id]);
      if (taken.length > 0) return;
      const model = await this.#models.ensureModel(modelKey, vector.length, tx);
      const encoded = encodeVector(vector);
      const [near] = await tx.query<{ id: string; similarity: number }[]>(sql.nearestGapSql, [
        ...scopeParameters(scope),
        collectionId,
        model,
        encoded,
      ]);
      const joins = near !== undefined && near.similarity >= leastSimilarity ? near : undefined;
      const gapId =
        joins?.id ??
        (await this.#open(tx, [
          ...scopeParameters(scope),
          collectionId,
          answer.question,
          lang,
          model,
          encoded,
          answer.createdAt,
        ]));
      if (gapId === undefined) return;
      const parameters = [gapId, answer.id, answer.reason, joins?.similarity ?? 1];
      await tx.query(sql.insertGapQuestionSql, [...scopeParameters(scope), ...parameters]);
    });
  }

  /** Gaps that take questions and whose first one, as it was searched, the model of its language has not read. Oldest first. */
  async outdated(
    scope: AccessScope,
    collectionId: string,
    { models, limit }: { readonly models: LanguageModels; readonly limit: number },
  ): Promise<OutdatedGap[]> {
    const parameters = [...scopeParameters(scope), collectionId, models.zh, models.en, limit];
    return this.#database.dataSource.query<OutdatedGap[]>(sql.outdatedGapsSql, parameters);
  }

  /** A new vector for a gap's first question. */
  async embedAgain(
    scope: AccessScope,
    id: string,
    { modelKey, vector }: { readonly modelKey: string; readonly vector: Float32Array },
  ): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const model = await this.#models.ensureModel(modelKey, vector.length, tx);
      await tx.query(sql.embedGapAgainSql, [...scopeParameters(scope), id, model, encodeVector(vector)]);
    });
  }

  /** What a job that measures a gap works on; null when the gap no longer waits for it. */
  async measuring(id: string): Promise<{ scope: AccessScope; collectionId: string } | null> {
    const [row] = await this.#database.dataSource.query<{ tenantId: string; collectionId: string }[]>(sql.gapWorkSql, [
      id,
    ]);
    if (row === undefined) return null;
    const { tenantId, collectionId } = row;
    return { scope: { tenantId, collectionIds: [collectionId] }, collectionId };
  }

  async saveAfter(
    scope: AccessScope,
    gapId: string,
    given: { readonly answerId: string; readonly after: GapAnswer; readonly improved: boolean },
  ): Promise<void> {
    const { answerId, after, improved } = given;
    const parameters = [...scopeParameters(scope), gapId, JSON.stringify(after), improved, answerId];
    await this.#database.dataSource.query(sql.saveGapAnswerSql, parameters);
  }

  async finish(
    scope: AccessScope,
    gapId: string,
    result: { readonly state: Extract<Gap['state'], 'closed' | 'open'>; readonly measurement: GapMeasurement },
  ): Promise<void> {
    const parameters = [...scopeParameters(scope), gapId, result.state, JSON.stringify(result.measurement)];
    await this.#database.dataSource.query(sql.finishMeasuringSql, parameters);
  }

  /** The measurement could not be made: the gap is open again and says why. */
  async fail(gapId: string, failure: Failure): Promise<void> {
    await this.#database.dataSource.query(sql.failMeasuringSql, [gapId, JSON.stringify(failure)]);
  }

  /** The scope of one collection, for a job that has no caller; null when it was deleted. */
  async scopeOf(collectionId: string): Promise<AccessScope | null> {
    const [row] = await this.#database.dataSource.query<{ tenantId: string }[]>(sql.collectionTenantSql, [
      collectionId,
    ]);
    return row === undefined ? null : { tenantId: row.tenantId, collectionIds: [collectionId] };
  }

  /**
   * What an earlier process may have left: collections with answers to group or with questions that these embedding models have
   * not read, and gaps under measurement.
   */
  async unfinished(models: LanguageModels): Promise<{ collectionIds: string[]; gapIds: string[] }> {
    const collections = await this.#database.dataSource.query<{ id: string }[]>(sql.collectionsToImproveSql, [
      models.zh,
      models.en,
    ]);
    const gaps = await this.#database.dataSource.query<{ id: string }[]>(sql.unmeasuredGapsSql);
    return { collectionIds: collections.map((it) => it.id), gapIds: gaps.map((it) => it.id) };
  }

  async #open(tx: EntityManager, parameters: readonly unknown[]): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string }[]>(sql.insertGapSql, [...parameters]);
    return row?.id;
  }
}
