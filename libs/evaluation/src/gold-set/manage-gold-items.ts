import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type {
  AccessScope,
  BulkGoldItems,
  changeGoldItemSchema,
  createGoldItemSchema,
  GoldItem,
  goldItemListQuery,
} from '@mingda/contracts';
import { goldSplitOf } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { GoldSetStore } from './gold-set-store.ts';
import { findGoldSet } from './manage-gold-sets.ts';

/** The items of stored gold sets as people handle them. Each method throws `GOLD_SET_NOT_FOUND`. */
export class ManageGoldItems {
  readonly #store: GoldSetStore;

  constructor(store: GoldSetStore) {
    this.#store = store;
  }

  async list(
    scope: AccessScope,
    name: string,
    query: z.output<typeof goldItemListQuery>,
  ): Promise<{ items: GoldItem[]; total: number }> {
    const { id } = await findGoldSet(this.#store.sets, scope, name);
    const { stale, ...filter } = query;
    return this.#store.items.list(scope, id, { ...filter, stale: stale === undefined ? undefined : stale === 'true' });
  }

  async create(scope: AccessScope, name: string, input: z.output<typeof createGoldItemSchema>): Promise<GoldItem> {
    const set = await findGoldSet(this.#store.sets, scope, name);
    const { split, ...content } = input;
    const key = randomUUID();
    const id = await this.#store.items.create(scope, set.id, {
      ...content,
      key,
      origin: 'manual',
      originRef: null,
      split: split ?? goldSplitOf(key),
      splitChosen: split !== undefined,
      note: null,
    });
    return this.#get(scope, set.id, id ?? '');
  }

  /** @throws MingdaError `GOLD_ITEM_NOT_FOUND`, `GOLD_ITEM_CHANGED` when somebody was faster */
  async change(
    scope: AccessScope,
    place: { readonly goldSet: string; readonly itemId: string },
    input: z.output<typeof changeGoldItemSchema>,
  ): Promise<GoldItem> {
    const set = await findGoldSet(this.#store.sets, scope, place.goldSet);
    await this.#store.items.change(scope, { goldSetId: set.id, id: place.itemId }, input);
    return this.#get(scope, set.id, place.itemId);
  }

  /** Ids that the set does not have are passed over. @returns how many items are different now */
  async bulk(scope: AccessScope, name: string, request: BulkGoldItems): Promise<number> {
    const { id } = await findGoldSet(this.#store.sets, scope, name);
    return this.#store.items.bulk(scope, id, request);
  }

  async #get(scope: AccessScope, goldSetId: string, id: string): Promise<GoldItem> {
    const item = await this.#store.items.get(scope, goldSetId, id);
    if (item === null) throw new MingdaError('GOLD_ITEM_NOT_FOUND', { subject: id });
    return item;
  }
}
