import type { AccessScope, ChannelKind, EmailSettings, ReportChannel } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';

/** What of a channel may be shown. */
export interface ChannelSettings {
  readonly email: EmailSettings | null;
  readonly target: string;
  readonly protected: boolean;
}

export interface StoredChannel {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly settings: ChannelSettings;
  readonly secretId: string;
  readonly createdAt: Date;
}

export type NewChannel = Pick<StoredChannel, 'name' | 'kind' | 'settings' | 'secretId'>;

/** Channels belong to the tenant, not to a collection. */
export class ScheduleChannelRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws MingdaError `CHANNEL_EXISTS` */
  async create(scope: AccessScope, channel: NewChannel, tx: EntityManager): Promise<StoredChannel> {
    const { name, kind, settings, secretId } = channel;
    const rows = await tx.query<Row[]>(insertSql, [scope.tenantId, name, kind, JSON.stringify(settings), secretId]);
    if (rows.length === 0) throw new MingdaError('CHANNEL_EXISTS', { subject: name });
    return toChannel(rows[0]);
  }

  /** The kind stays. @throws MingdaError `CHANNEL_EXISTS` */
  async update(channel: StoredChannel, tx: EntityManager): Promise<StoredChannel> {
    const { id, tenantId, name, settings } = channel;
    const taken = await tx.query<unknown[]>(
      'select 1 from report_channel where tenant_id = $1 and name = $2 and id <> $3',
      [tenantId, name, id],
    );
    if (taken.length > 0) throw new MingdaError('CHANNEL_EXISTS', { subject: name });
    const [rows] = await tx.query<[Row[], number]>(
      'update report_channel set name = $3, settings = $4, updated_at = now() where tenant_id = $1 and id = $2 returning *',
      [tenantId, id, name, JSON.stringify(settings)],
    );
    return toChannel(rows[0]);
  }

  async get(scope: Pick<AccessScope, 'tenantId'>, id: string): Promise<StoredChannel | null> {
    const rows = await this.#database.dataSource.query<Row[]>(
      'select * from report_channel where tenant_id = $1 and id = $2',
      [scope.tenantId, id],
    );
    return rows.length === 0 ? null : toChannel(rows[0]);
  }

  /** By name. */
  async list(scope: AccessScope): Promise<StoredChannel[]> {
    const rows = await this.#database.dataSource.query<Row[]>(
      'select * from report_channel where tenant_id = $1 order by name',
      [scope.tenantId],
    );
    return rows.map(toChannel);
  }

  /** With its secret, out of every schedule. @returns false when there is no such channel */
  async delete(scope: AccessScope, id: string): Promise<boolean> {
    return this.#database.transaction(async (tx) => {
      const [rows] = await tx.query<[{ secret_id: string }[], number]>(
        'delete from report_channel where tenant_id = $1 and id = $2 returning secret_id',
        [scope.tenantId, id],
      );
      if (rows.length === 0) return false;
      await tx.query('delete from secret where id = $1', [rows[0].secret_id]);
      await tx.query(
        'update report_schedule set channel_ids = array_remove(channel_ids, $2) where tenant_id = $1 and $2 = any(channel_ids)',
        [scope.tenantId, id],
      );
      return true;
    });
  }
}

export function channelView({ id, name, kind, settings, createdAt }: StoredChannel): ReportChannel {
  return { id, name, kind, ...settings, createdAt: createdAt.toISOString() };
}

interface Row {
  readonly id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly settings: ChannelSettings;
  readonly secret_id: string;
  readonly created_at: Date;
}

function toChannel(row: Row): StoredChannel {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    kind: row.kind,
    settings: row.settings,
    secretId: row.secret_id,
    createdAt: row.created_at,
  };
}

const insertSql = `
insert into report_channel (tenant_id, name, kind, settings, secret_id) values ($1, $2, $3, $4, $5)
on conflict (tenant_id, name) do nothing returning *`;
