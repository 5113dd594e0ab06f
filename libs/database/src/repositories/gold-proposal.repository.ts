import type { AccessScope, GoldProposal, GoldProposalSource, StartGoldProposal } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import type { Failure } from '../failure.ts';
import { scopeParameters } from '../scope.ts';
import {
  insertGoldProposalSql,
  listGoldProposalsSql,
  loadGoldProposalSql,
  unfinishedGoldProposalsSql,
  updateGoldProposalSql,
} from '../sql/gold-proposal-statements.ts';

/** What the job needs; it has no caller and works in the scope of the set's tenant. */
export interface GoldProposalWork {
  readonly id: string;
  readonly scope: AccessScope;
  readonly goldSetId: string;
  readonly collectionId: string | null;
  readonly options: StartGoldProposal;
}

interface ProposalRow {
  readonly id: string;
  readonly source: GoldProposalSource;
  readonly state: GoldProposal['state'];
  readonly progress: number;
  readonly proposed: number;
  readonly failure: Failure | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

/** Searches for candidates: one row for each, with how far it is. */
export class GoldProposalRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws MingdaError `GOLD_SET_NOT_FOUND` */
  async create(
    scope: AccessScope,
    input: { readonly goldSetId: string; readonly options: StartGoldProposal },
    tx: EntityManager,
  ): Promise<GoldProposal> {
    const { goldSetId, options } = input;
    const parameters = [...scopeParameters(scope), goldSetId, options.source, JSON.stringify(options)];
    const [row] = await tx.query<ProposalRow[]>(insertGoldProposalSql, parameters);
    if (row === undefined) throw new MingdaError('GOLD_SET_NOT_FOUND', { subject: goldSetId });
    return proposalView(row);
  }

  /** The last ten, newest first. */
  async list(scope: AccessScope, goldSetId: string): Promise<GoldProposal[]> {
    const parameters = [...scopeParameters(scope), goldSetId];
    const rows = await this.#database.dataSource.manager.query<ProposalRow[]>(listGoldProposalsSql, parameters);
    return rows.map(proposalView);
  }

  /** @returns null when there is no such search or it has ended */
  async load(id: string): Promise<GoldProposalWork | null> {
    const [row] = await this.#database.dataSource.manager.query<
      { tenant_id: string; gold_set_id: string; collection_id: string | null; options: StartGoldProposal }[]
    >(loadGoldProposalSql, [id]);
    if (row === undefined) return null;
    const { tenant_id: tenantId, gold_set_id: goldSetId, collection_id: collectionId, options } = row;
    return { id, scope: { tenantId }, goldSetId, collectionId, options };
  }

  async unfinished(): Promise<string[]> {
    const { manager } = this.#database.dataSource;
    return (await manager.query<{ id: string }[]>(unfinishedGoldProposalsSql)).map((row) => row.id);
  }

  /** `progress` 0-1; `proposed` candidates since the last call. */
  async advance(id: string, progress: number, proposed: number): Promise<void> {
    await this.#update(id, ['running', progress, proposed, null]);
  }

  async finish(id: string): Promise<void> {
    await this.#update(id, ['finished', 1, 0, null]);
  }

  async fail(id: string, failure: Failure): Promise<void> {
    await this.#update(id, ['failed', 1, 0, JSON.stringify(failure)]);
  }

  async #update(id: string, values: readonly unknown[]): Promise<void> {
    await this.#database.dataSource.manager.query(updateGoldProposalSql, [id, ...values]);
  }
}

function proposalView(row: ProposalRow): GoldProposal {
  const { id, source, state, progress, proposed, failure } = row;
  return {
    id,
    source,
    state,
    progress,
    proposed,
    failure,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
