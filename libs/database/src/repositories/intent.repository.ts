import type { AccessScope, Intent, IntentMeasure, IntentSet } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import * as sql from '../sql/intent-statements.ts';

/** A trained recogniser of one embedding model, as it is kept. */
export interface StoredIntentModel {
  readonly modelKey: string;
  readonly dims: number;
  /** Index of each example's intent in the saved list. */
  readonly labels: readonly number[];
  /** One row of `dims` for each example. */
  readonly vectors: Float32Array;
  /** One row for each example, with a number for each intent. */
  readonly coefficients: Float32Array;
  readonly threshold: number;
}

export interface NewIntentSet {
  /** The version that was edited; 0 for the first. */
  readonly version: number;
  readonly intents: readonly Intent[];
  readonly measured: readonly IntentMeasure[];
  readonly models: readonly StoredIntentModel[];
  readonly changedBy: string;
}

type SetRow = Omit<IntentSet, 'changedAt'> & { readonly changedAt: Date };
type ModelRow = Omit<StoredIntentModel, 'vectors' | 'coefficients'> &
  Readonly<Record<'vectors' | 'coefficients', Buffer>>;

/** The intents of each collection with every version of them, and the recognisers that were trained from each. */
export class IntentRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The latest version; null before the first was saved. */
  async get(scope: AccessScope, collectionId: string): Promise<IntentSet | null> {
    const parameters = [...scopeParameters(scope), collectionId];
    const [row] = await this.#database.dataSource.query<SetRow[]>(sql.intentSetSql, parameters);
    return row === undefined ? null : { ...row, changedAt: row.changedAt.toISOString() };
  }

  /** @throws MingdaError `INTENTS_CHANGED` when `version` is no longer the latest */
  async save(scope: AccessScope, collectionId: string, input: NewIntentSet): Promise<void> {
    const place = [...scopeParameters(scope), collectionId];
    const version = input.version + 1;
    await this.#database.transaction(async (tx) => {
      const [latest] = await tx.query<SetRow[]>(sql.intentSetSql, place);
      if ((latest?.version ?? 0) !== input.version) throw new MingdaError('INTENTS_CHANGED', { subject: collectionId });
      const { intents, measured, changedBy } = input;
      const saved = await tx.query<unknown[]>(sql.insertIntentSetSql, [
        ...place,
        version,
        JSON.stringify(intents),
        JSON.stringify(measured),
        changedBy,
      ]);
      // Somebody else has written the same version between the two statements.
      if (saved.length === 0) throw new MingdaError('INTENTS_CHANGED', { subject: collectionId });
      for (const it of input.models) {
        const parameters = [it.modelKey, it.dims, it.labels, bytes(it.vectors), bytes(it.coefficients), it.threshold];
        await tx.query(sql.insertIntentModelSql, [...place, version, ...parameters]);
      }
    });
  }

  /** Embedding models that a version has recognisers of. */
  async modelKeys(scope: AccessScope, collectionId: string, version: number): Promise<string[]> {
    const parameters = [...scopeParameters(scope), collectionId, version];
    const rows = await this.#database.dataSource.query<{ modelKey: string }[]>(sql.intentModelKeysSql, parameters);
    return rows.map((it) => it.modelKey);
  }

  /** Recognisers of a version, one for each embedding model that has examples. */
  async models(scope: AccessScope, collectionId: string, version: number): Promise<StoredIntentModel[]> {
    const parameters = [...scopeParameters(scope), collectionId, version];
    const rows = await this.#database.dataSource.query<ModelRow[]>(sql.intentModelsSql, parameters);
    return rows.map((row) => ({ ...row, vectors: numbers(row.vectors), coefficients: numbers(row.coefficients) }));
  }
}

const bytes = (values: Float32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** A copy, because the bytes of a row need not begin where a float may. */
const numbers = (stored: Buffer): Float32Array => new Float32Array(Uint8Array.from(stored).buffer);
