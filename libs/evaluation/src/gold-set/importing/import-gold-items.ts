import type { AccessScope, GoldImportReport } from '@mingda/contracts';
import { goldSplitOf, type NewGoldItem } from '@mingda/database';
import type { GoldSetStore } from '../gold-set-store.ts';
import { findGoldSet } from '../manage-gold-sets.ts';
import type { QuestionFile, GoldRow } from './gold-file.ts';
import { readGoldFile, type ReadGoldFileOptions } from './read-gold-file.ts';

const listedRefusals = 1000;
const listedDocuments = 100;

export interface GoldImport extends Omit<ReadGoldFileOptions, 'expandedBytes' | 'readsCorpus'> {
  readonly content: Uint8Array;
  /** What becomes of new questions; accepted by default, because somebody has written the file for this. */
  readonly state?: 'candidate' | 'accepted' | undefined;
}

/** Brings the questions of a file into a stored set, all good rows in one transaction. */
export class ImportGoldItems {
  readonly #store: GoldSetStore;
  readonly #expandedBytes: number;

  /** @param limits what a packed file may become */
  constructor(store: GoldSetStore, limits: { readonly expandedBytes: number }) {
    this.#store = store;
    this.#expandedBytes = limits.expandedBytes;
  }

  /** @throws MingdaError `GOLD_SET_NOT_FOUND` and what `readGoldFile` throws; then nothing has changed */
  async execute(
    scope: AccessScope,
    name: string,
    { content, state, ...options }: GoldImport,
  ): Promise<GoldImportReport> {
    await findGoldSet(this.#store.sets, scope, name);
    const file = await readGoldFile(content, { ...options, expandedBytes: this.#expandedBytes });
    return this.store(scope, name, { file, state });
  }

  /** The same for a file that has been read already. @throws MingdaError `GOLD_SET_NOT_FOUND` */
  async store(
    scope: AccessScope,
    name: string,
    { file, state = 'accepted' }: { readonly file: QuestionFile; readonly state?: GoldImport['state'] },
  ): Promise<GoldImportReport> {
    const { sets, items, database } = this.#store;
    const { counts, collectionId } = await database.transaction(async (tx) => {
      const set = await sets.lock(scope, name, tx);
      const made = file.rows.map((row) => itemOf(row, state));
      return {
        counts: await items.import(scope, { goldSetId: set.id, items: made }, tx),
        collectionId: set.collectionId,
      };
    });
    const unknown = collectionId === null ? [] : await this.#unknownDocuments(scope, collectionId, file.rows);
    return {
      format: file.format,
      ...counts,
      refused: file.refused.slice(0, listedRefusals),
      refusedCount: file.refused.length,
      unknownDocuments: unknown.slice(0, listedDocuments),
      unknownDocumentCount: unknown.length,
    };
  }

  async #unknownDocuments(scope: AccessScope, collectionId: string, rows: readonly GoldRow[]): Promise<string[]> {
    const keys = [...new Set(rows.flatMap((row) => row.content.relevant))];
    return keys.length === 0 ? [] : this.#store.items.unknownSourceKeys(scope, collectionId, keys);
  }
}

function itemOf({ key, content, split }: GoldRow, state: 'candidate' | 'accepted'): NewGoldItem {
  return {
    ...content,
    key,
    state,
    origin: 'import',
    originRef: null,
    split: split ?? goldSplitOf(key),
    splitChosen: split !== undefined,
    note: null,
  };
}
