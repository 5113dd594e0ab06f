import type { AccessScope, GiveRating, ReviewFilter, ReviewLabel, ReviewReason, ReviewTask } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import * as sql from '../sql/review-statements.ts';

type TaskRow = Omit<ReviewTask, 'createdAt'> & { readonly createdAt: Date };

export interface ReviewCounts {
  readonly tasks: readonly { readonly reason: ReviewReason; readonly state: 'open' | 'done'; readonly count: number }[];
  readonly labels: readonly {
    readonly label: ReviewLabel;
    readonly count: number;
    readonly grounded: number;
    readonly ungrounded: number;
  }[];
}

/** One task that several people rated; `labels` beside `raters`, which are sorted by name. */
export interface DoubleRating {
  readonly raters: readonly string[];
  readonly labels: readonly ReviewLabel[];
}

/** Answers before people: claims that exclude each other, ratings, and what came of them. */
export class ReviewRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async get(scope: AccessScope, id: string): Promise<ReviewTask | null> {
    return readTask(this.#database.dataSource.manager, scope, id);
  }

  /** Most urgent first. */
  async list(scope: AccessScope, filter: ReviewFilter): Promise<{ items: ReviewTask[]; total: number }> {
    const { collectionId, state, offset, limit } = filter;
    const parameters = [...scopeParameters(scope), collectionId ?? null, state ?? null, offset, limit];
    const rows = await this.#database.dataSource.query<(TaskRow & { total: number })[]>(sql.listReviewsSql, parameters);
    return { items: rows.map(taskView), total: rows[0]?.total ?? 0 };
  }

  /**
   * Holds the most urgent task that this rater may take; the one that the rater holds already comes first. Claims of
   * others that have not run out count as ratings, so that nobody rates beyond what is wanted.
   */
  async claim(
    scope: AccessScope,
    given: {
      readonly collectionId?: string | undefined;
      readonly rater: string;
      readonly leaseSeconds: number;
      /** Tasks that the rater leaves for now. */
      readonly except?: readonly string[];
    },
  ): Promise<{ task: ReviewTask | null; waiting: number }> {
    const { collectionId, rater, leaseSeconds, except = [] } = given;
    return this.#database.transaction(async (tx) => {
      await tx.query(sql.lockReviewsSql, [scope.tenantId]);
      const parameters = [...scopeParameters(scope), collectionId ?? null, rater, except];
      const [next] = await tx.query<{ id: string; waiting: number }[]>(sql.nextTaskSql, parameters);
      if (next === undefined) return { task: null, waiting: 0 };
      await tx.query(sql.claimSql, [...scopeParameters(scope), next.id, rater, leaseSeconds]);
      return { task: await readTask(tx, scope, next.id), waiting: next.waiting };
    });
  }

  /** @throws MingdaError `REVIEW_NOT_FOUND` */
  async release(scope: AccessScope, id: string, rater: string): Promise<void> {
    if ((await this.get(scope, id)) === null) throw new MingdaError('REVIEW_NOT_FOUND', { subject: id });
    await this.#database.dataSource.query(sql.releaseClaimSql, [...scopeParameters(scope), id, rater]);
  }

  /**
   * Saves a rating; a rater's second one replaces the first.
   * @param disputes whether the rating differs from what the metrics say of this answer: a second person is then asked
   * @throws MingdaError `REVIEW_NOT_FOUND`, `REVIEW_TAKEN` when as many people as wanted have rated or hold the task
   */
  async rate(
    scope: AccessScope,
    id: string,
    given: {
      readonly rater: string;
      readonly rating: GiveRating;
      readonly disputes: (task: ReviewTask) => boolean;
    },
  ): Promise<ReviewTask> {
    const { rater, rating, disputes } = given;
    const { label, grounded, tone, comment } = rating;
    return this.#database.transaction(async (tx) => {
      await tx.query(sql.lockReviewsSql, [scope.tenantId]);
      const of = [...scopeParameters(scope), id];
      const [allowed] = await tx.query<{ may: boolean }[]>(sql.mayRateSql, [...of, rater]);
      if (allowed === undefined) throw new MingdaError('REVIEW_NOT_FOUND', { subject: id });
      if (!allowed.may) throw new MingdaError('REVIEW_TAKEN', { subject: id });
      await tx.query(sql.saveRatingSql, [...of, rater, label, grounded, tone, comment]);
      await tx.query(sql.releaseClaimSql, [...of, rater]);
      const task = await readTask(tx, scope, id);
      if (task === null) throw new MingdaError('REVIEW_NOT_FOUND', { subject: id });
      await tx.query(sql.settleTaskSql, [...of, disputes(task)]);
      return (await readTask(tx, scope, id)) ?? task;
    });
  }

  /** Rated answers that carry a verdict of the metrics, newest first, 5,000 at most. */
  async ratedWithMetric(scope: AccessScope, collectionId?: string): Promise<ReviewTask[]> {
    const parameters = [...scopeParameters(scope), collectionId ?? null];
    const rows = await this.#database.dataSource.query<TaskRow[]>(sql.ratedWithMetricSql, parameters);
    return rows.map(taskView);
  }

  async counts(scope: AccessScope, collectionId?: string): Promise<ReviewCounts> {
    const parameters = [...scopeParameters(scope), collectionId ?? null];
    const { dataSource } = this.#database;
    const tasks = await dataSource.query<ReviewCounts['tasks']>(sql.reviewCountsSql, parameters);
    const labels = await dataSource.query<ReviewCounts['labels']>(sql.ratingLabelsSql, parameters);
    return { tasks, labels };
  }

  async doubleRatings(scope: AccessScope, collectionId?: string): Promise<DoubleRating[]> {
    const parameters = [...scopeParameters(scope), collectionId ?? null];
    return this.#database.dataSource.query<DoubleRating[]>(sql.doubleRatingsSql, parameters);
  }
}

async function readTask(manager: EntityManager, scope: AccessScope, id: string): Promise<ReviewTask | null> {
  const [row] = await manager.query<TaskRow[]>(sql.reviewTaskSql, [...scopeParameters(scope), id]);
  return row === undefined ? null : taskView(row);
}

/** Moments inside JSON come as the database writes them. */
const iso = (moment: string | Date): string => new Date(moment).toISOString();

function taskView(row: TaskRow): ReviewTask {
  const { id, collectionId, reason, state, ratersWanted, metric } = row;
  return {
    id,
    collectionId,
    reason,
    state,
    ratersWanted,
    metric,
    answer: { ...row.answer, createdAt: iso(row.answer.createdAt) },
    ratings: row.ratings.map((it) => ({ ...it, ratedAt: iso(it.ratedAt) })),
    createdAt: iso(row.createdAt),
  };
}
