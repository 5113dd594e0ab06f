import type { AccessScope, GapTask, NewGapTask } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import { changeGapTaskSql, gapTasksSql, insertGapTaskSql } from '../sql/gap-statements.ts';

type TaskRow = Omit<GapTask, 'createdAt' | 'doneAt'> & { readonly createdAt: Date; readonly doneAt: Date | null };

/** Documents that people were asked to write because of a gap. */
export class GapTaskRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(scope: AccessScope, gapId: string): Promise<GapTask[]> {
    const rows = await this.#database.dataSource.query<TaskRow[]>(gapTasksSql, [...scopeParameters(scope), gapId]);
    return rows.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      doneAt: row.doneAt?.toISOString() ?? null,
    }));
  }

  /** @throws MingdaError `GAP_NOT_FOUND` */
  async create(scope: AccessScope, gapId: string, { title, description, owner }: NewGapTask): Promise<GapTask> {
    const parameters = [...scopeParameters(scope), gapId, title, description, owner];
    const [row] = await this.#database.dataSource.query<{ id: string }[]>(insertGapTaskSql, parameters);
    return this.#read(scope, gapId, row?.id);
  }

  /** @throws MingdaError `GAP_NOT_FOUND` when the gap has no such task */
  async setState(
    scope: AccessScope,
    gapId: string,
    task: { readonly id: string; readonly state: GapTask['state'] },
  ): Promise<GapTask> {
    await this.#database.dataSource.query(changeGapTaskSql, [...scopeParameters(scope), gapId, task.id, task.state]);
    return this.#read(scope, gapId, task.id);
  }

  async #read(scope: AccessScope, gapId: string, id: string | undefined): Promise<GapTask> {
    const task = (await this.list(scope, gapId)).find((it) => it.id === id);
    if (task === undefined) throw new MingdaError('GAP_NOT_FOUND', { subject: gapId });
    return task;
  }
}
