import type { AccessScope, Evaluation, EvaluationReport } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { In, Not, type EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { CollectionEntity } from '../entities/collection.entity.ts';
import { EvaluationEntity } from '../entities/evaluation.entity.ts';
import type { Failure } from '../failure.ts';
import { reaches, scoped } from '../scope.ts';
import { evaluationView } from './views.ts';

const finalEvaluationStates = ['finished', 'failed'] as const;

export interface NewEvaluation {
  readonly collectionId: string;
  readonly goldSet: string;
  readonly limit?: number | undefined;
}

/** What the job needs; it has no caller and works in the scope of the evaluation's collection. */
export interface EvaluationWork {
  readonly id: string;
  readonly scope: AccessScope;
  readonly collectionId: string;
  readonly collectionName: string;
  readonly goldSet: string;
  readonly limit: number | undefined;
}

export class EvaluationRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async create(scope: AccessScope, input: NewEvaluation, tx?: EntityManager): Promise<Evaluation> {
    const manager = tx ?? this.#database.dataSource.manager;
    const { collectionId, goldSet, limit } = input;
    const known =
      reaches(scope, collectionId) &&
      (await manager.existsBy(CollectionEntity, { tenantId: scope.tenantId, id: collectionId }));
    if (!known) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    const row = manager.create(EvaluationEntity, {
      tenantId: scope.tenantId,
      collectionId,
      goldSet,
      questionLimit: limit ?? null,
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
    return (row?.report ?? null) as EvaluationReport | null;
  }

  async load(id: string): Promise<EvaluationWork | null> {
    const { manager } = this.#database.dataSource;
    const row = await manager.findOneBy(EvaluationEntity, { id, state: Not(In([...finalEvaluationStates])) });
    if (row === null) return null;
    const { tenantId, collectionId, goldSet, questionLimit } = row;
    const collection = await manager.findOneByOrFail(CollectionEntity, { id: collectionId });
    const scope = { tenantId, collectionIds: [collectionId] };
    return { id, scope, collectionId, collectionName: collection.name, goldSet, limit: questionLimit ?? undefined };
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

  /** Ids of the evaluations that are neither finished nor failed. */
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
where id = $1`;
