import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';

/** A value encrypted outside the database; here it is bytes. */
export interface SealedSecret {
  readonly id: string;
  readonly tenantId: string;
  /** Which key it was encrypted with. */
  readonly keyId: string;
  readonly nonce: Uint8Array;
  /** Cipher text with its authentication tag. */
  readonly sealed: Uint8Array;
}

export class SecretRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async save(secret: SealedSecret, tx?: EntityManager): Promise<void> {
    const manager = tx ?? this.#database.dataSource.manager;
    const { id, tenantId, keyId, nonce, sealed } = secret;
    await manager.query(saveSql, [id, tenantId, keyId, Buffer.from(nonce), Buffer.from(sealed)]);
  }

  async get(tenantId: string, id: string): Promise<SealedSecret | null> {
    const rows = await this.#database.dataSource.query<Row[]>('select * from secret where tenant_id = $1 and id = $2', [
      tenantId,
      id,
    ]);
    return rows.length === 0 ? null : toSecret(rows[0]);
  }

  async delete(tenantId: string, id: string): Promise<void> {
    await this.#database.dataSource.query('delete from secret where tenant_id = $1 and id = $2', [tenantId, id]);
  }

  /** Those encrypted with another key than the given one, of every tenant. */
  async sealedOtherwise(keyId: string): Promise<SealedSecret[]> {
    const rows = await this.#database.dataSource.query<Row[]>('select * from secret where key_id <> $1', [keyId]);
    return rows.map(toSecret);
  }
}

interface Row {
  readonly id: string;
  readonly tenant_id: string;
  readonly key_id: string;
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
}

function toSecret(row: Row): SealedSecret {
  return { id: row.id, tenantId: row.tenant_id, keyId: row.key_id, nonce: row.nonce, sealed: row.sealed };
}

const saveSql = `
insert into secret (id, tenant_id, key_id, nonce, sealed) values ($1, $2, $3, $4, $5)
on conflict (id) do update set key_id = excluded.key_id, nonce = excluded.nonce, sealed = excluded.sealed, updated_at = now()
where secret.tenant_id = excluded.tenant_id`;
