import type { AccessScope, Evaluation, EvaluationReport, RunConfiguration } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { In, IsNull, Not, type EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { CollectionEntity } from '../entities/collection.entity.ts';
import { EvaluationEntity } from '../entities/evaluation.entity.ts';
import type { Failure } from '../failure.ts';
import { reaches, scoped } from '../scope.ts';
import { storedReport } from './stored-report.ts';
import { evaluationView } from './views.ts';

const finalEvaluationStates = ['finished', 'failed', 'cancelled'] as const;

export interface NewEvaluation {
  readonly collectionId: string;
  readonly goldSet: string;
  readonly limit?: number | undefined;
  /** A frozen version of a stored gold set. */
  readonly goldSetVersion?: number | undefined;
  /** The version of the profile to measure; the one that is published when the run starts, when absent. */
  readonly profileVersion?: number | undefined;
  /** Take outcomes that nothing has changed from earlier runs. */
  readonly reuse?: boolean | undefined;
  /** Names of metrics; all when absent. */
  readonly metrics?: readonly string[] | undefined;
}

/** What the job needs; it has no caller and works in the scope of the evaluation's collection. */
export interface EvaluationWork {
  readonly id: string;
  readonly scope: AccessScope;
  readonly collectionId: string;
  readonly collectionName: string;
  readonly goldSet: string;
  readonly goldSetVersion: number | undefined;
  readonly limit: number | undefined;
  readonly profileVersion: number | undefined;
  readonly reuse: boolean;
  readonly metrics: readonly string[] | undefined;
  /** Of the configuration that an interrupted run had begun with. */
  readonly digest: string | null;
}

export class EvaluationRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async create(scope: AccessScope, input: NewEvaluation, tx?: EntityManager): Promise<Evaluation> {
    const manager = tx ?? this.#database.dataSource.manager;
    const { collectionId, goldSet, limit, goldSetVersion, profileVersion, reuse, metrics } = input;
    const known =
      reaches(scope, collectionId) &&
      (await manager.existsBy(CollectionEntity, { tenantId: scope.tenantId, id: collectionId }));
    if (!known) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    const row = manager.create(EvaluationEntity, {
      tenantId: scope.tenantId,
      collectionId,
      goldSet,
      questionLimit: limit ?? null,
      goldSetVersion: goldSetVersion ?? null,
      profileVersion: profileVersion ?? null,
      reuse: reuse ?? false,
      metricNames: metrics === undefined ? null : [...metrics],
      configuration: null,
      digest: null,
      startedAt: null,
      state: 'queued',
      progress: 0,
      failure: null,
      counts: null,
      metrics: null,
      report: null,
      finishedAt: null,
    });
    await manager.insert(EvaluationEntity, row);
    return evaluationView(row);
  }

  async get(scope: AccessScope, id: string): Promise<Evaluation | null> {
    const row = await this.#database.dataSource.manager.findOneBy(EvaluationEntity, { ...scoped(scope), id });
    return row === null ? null : evaluationView(row);
  }

  /** Newest first. */
  async list(scope: AccessScope, filter: { readonly collectionId?: string | undefined } = {}): Promise<Evaluation[]> {
    const { collectionId } = filter;
    if (collectionId !== undefined && !reaches(scope, collectionId)) return [];
    const where = collectionId === undefined ? scoped(scope) : { tenantId: scope.tenantId, collectionId };
    const rows = await this.#database.dataSource.manager.find(EvaluationEntity, {
      where,
      order: { createdAt: 'DESC', id: 'ASC' },
    });
    return rows.map(evaluationView);
  }

  /** @returns null when there is no such evaluation or it has not finished */
  async report(scope: AccessScope, id: string): Promise<EvaluationReport | null> {
    const where = { ...scoped(scope), id };
    const row = await this.#database.dataSource.manager.findOne(EvaluationEntity, {
      where,
      select: { id: true, report: true },
    });
    const report = (row?.report ?? null) as EvaluationReport | null;
    return report === null ? null : storedReport(report);
  }

  async load(id: string): Promise<EvaluationWork | null> {
    const { manager } = this.#database.dataSource;
    const row = await manager.findOneBy(EvaluationEntity, { id, state: Not(In([...finalEvaluationStates])) });
    if (row === null) return null;
    const { tenantId, collectionId, goldSet, reuse, digest } = row;
    const collection = await manager.findOneByOrFail(CollectionEntity, { id: collectionId });
    return {
      id,
      scope: { tenantId, collectionIds: [collectionId] },
      collectionId,
      collectionName: collection.name,
      goldSet,
      goldSetVersion: row.goldSetVersion ?? undefined,
      limit: row.questionLimit ?? undefined,
      profileVersion: row.profileVersion ?? undefined,
      reuse,
      metrics: row.metricNames ?? undefined,
      digest,
    };
  }

  /** Notes what the run measures, before its first question. @returns false when it was cancelled meanwhile */
  async begin(id: string, configuration: RunConfiguration, digest: string): Promise<boolean> {
    const changed = await this.#database.dataSource.query<[unknown[], number]>(beginEvaluationSql, [
      id,
      JSON.stringify(configuration),
      digest,
      configuration.profile.version,
      configuration.goldSet.version,
    ]);
    await this.#database.notifyProgress({ id, state: 'running', progress: 0 }, this.#database.dataSource.manager);
    return changed[1] > 0;
  }

  /** Ends a waiting or running evaluation; one that has ended stays as it is. */
  async cancel(scope: AccessScope, id: string): Promise<Evaluation | null> {
    const { manager } = this.#database.dataSource;
    const ended = { state: 'cancelled', finishedAt: new Date() } as const;
    await manager.update(EvaluationEntity, { ...scoped(scope), id, state: Not(In([...finalEvaluationStates])) }, ended);
    return this.get(scope, id);
  }

  /** The newest finished run of one profile on one gold set; null when there is none. */
  async newest(
    scope: AccessScope,
    of: {
      readonly collectionId: string;
      readonly goldSet: string;
      readonly limit: number | null;
      readonly profileVersion: number;
      /** Finished ones alone, or those that still go as well. */
      readonly finished: boolean;
    },
  ): Promise<Evaluation | null> {
    if (!reaches(scope, of.collectionId)) return null;
    const row = await this.#database.dataSource.manager.findOne(EvaluationEntity, {
      where: {
        tenantId: scope.tenantId,
        collectionId: of.collectionId,
        goldSet: of.goldSet,
        questionLimit: of.limit ?? IsNull(),
        profileVersion: of.profileVersion,
        ...(of.finished ? { state: 'finished' as const } : {}),
      },
      order: { createdAt: 'DESC' },
    });
    return row === null ? null : evaluationView(row);
  }

  /** `progress` 0-1. */
  async setProgress(id: string, progress: number): Promise<void> {
    await this.#change(id, { state: 'running', progress });
  }

  async finish(id: string, report: EvaluationReport): Promise<void> {
    const { counts, metrics } = report;
    await this.#change(id, {
      state: 'finished',
      progress: 1,
      failure: null,
      counts,
      metrics,
      report,
      finishedAt: new Date(),
    });
  }

  async fail(id: string, failure: Failure): Promise<void> {
    await this.#change(id, { state: 'failed', failure, finishedAt: new Date() });
  }

  /** Ids of the evaluations that have not ended, oldest first. */
  async unfinished(): Promise<string[]> {
    const where = { state: Not(In([...finalEvaluationStates])) };
    const rows = await this.#database.dataSource.manager.find(EvaluationEntity, {
      where,
      select: { id: true },
      order: { createdAt: 'ASC' },
    });
    return rows.map((row) => row.id);
  }

  async #change(id: string, values: Partial<EvaluationEntity>): Promise<void> {
    const { manager } = this.#database.dataSource;
    const json = { failure: values.failure, counts: values.counts, metrics: values.metrics, report: values.report };
    await manager.query(changeEvaluationSql, [
      id,
      values.state,
      values.progress ?? null,
      ...Object.values(json).map((value) => (value === null || value === undefined ? null : JSON.stringify(value))),
      values.finishedAt ?? null,
    ]);
    await this.#database.notifyProgress(
      { id, state: values.state ?? 'running', progress: values.progress ?? 1 },
      manager,
    );
  }
}

const changeEvaluationSql = `
update evaluation set state = $2, progress = coalesce($3, progress), failure = $4, counts = coalesce($5, counts),
  metrics = coalesce($6, metrics), report = coalesce($7, report), finished_at = $8
where id = $1 and state in ('queued', 'running')`;

const beginEvaluationSql = `
update evaluation set state = 'running', failure = null, configuration = $2, digest = $3, profile_version = $4,
  gold_set_version = $5, started_at = coalesce(started_at, now())
where id = $1 and state in ('queued', 'running')`;
