import type { z } from 'zod';
import type {
  AccessScope,
  changeGoldSetSchema,
  createGoldSetSchema,
  GoldSetDetail,
  GoldVersion,
} from '@mingda/contracts';
import type { StoredGoldSet } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import { freezeGoldSet } from './freeze-gold-set.ts';
import { goldSetNameOf } from './gold-set-name.ts';
import type { GoldSetStore } from './gold-set-store.ts';
import type { GoldSets } from './gold-sets.ts';

/** How many names are tried when the one made of a title is taken. */
const maxTries = 50;

/** The set of a name. @throws MingdaError `GOLD_SET_NOT_FOUND` */
export async function findGoldSet(
  sets: GoldSetStore['sets'],
  scope: AccessScope,
  name: string,
): Promise<StoredGoldSet> {
  const set = await sets.get(scope, name);
  if (set === null) throw new MingdaError('GOLD_SET_NOT_FOUND', { subject: name });
  return set;
}

/** Stored gold sets as people handle them. */
export class ManageGoldSets {
  readonly #store: GoldSetStore;
  readonly #goldSets: Pick<GoldSets, 'hasFolder'>;

  constructor(store: GoldSetStore, goldSets: Pick<GoldSets, 'hasFolder'>) {
    this.#store = store;
    this.#goldSets = goldSets;
  }

  /** @throws MingdaError `GOLD_SET_EXISTS` for a name that was asked for and is taken, `COLLECTION_NOT_FOUND` */
  async create(scope: AccessScope, input: z.output<typeof createGoldSetSchema>): Promise<GoldSetDetail> {
    const { name, ...about } = input;
    if (name !== undefined) return this.#create(scope, { ...about, name });
    const wished = goldSetNameOf(about.title);
    for (let number = 1; ; number += 1) {
      try {
        return await this.#create(scope, { ...about, name: number === 1 ? wished : `${wished}-${number}` });
      } catch (error) {
        const isTaken = error instanceof MingdaError && error.code === 'GOLD_SET_EXISTS';
        if (!isTaken || number === maxTries) throw error;
      }
    }
  }

  /** @throws MingdaError `GOLD_SET_NOT_FOUND` */
  async detail(scope: AccessScope, name: string): Promise<GoldSetDetail> {
    const detail = await this.#store.sets.detail(scope, name);
    if (detail === null) throw new MingdaError('GOLD_SET_NOT_FOUND', { subject: name });
    return detail;
  }

  /** @throws MingdaError `GOLD_SET_NOT_FOUND`, `COLLECTION_NOT_FOUND` */
  async change(scope: AccessScope, name: string, input: z.output<typeof changeGoldSetSchema>): Promise<GoldSetDetail> {
    await this.#store.sets.change(scope, { ...input, name });
    return this.detail(scope, name);
  }

  /** Reports of earlier runs hold their questions themselves and stay. @throws MingdaError `GOLD_SET_NOT_FOUND` */
  async delete(scope: AccessScope, name: string): Promise<void> {
    if (!(await this.#store.sets.delete(scope, name))) throw new MingdaError('GOLD_SET_NOT_FOUND', { subject: name });
  }

  /** Newest first. @throws MingdaError `GOLD_SET_NOT_FOUND` */
  async versions(scope: AccessScope, name: string): Promise<GoldVersion[]> {
    const { id } = await findGoldSet(this.#store.sets, scope, name);
    return this.#store.sets.versions(scope, id);
  }

  /** @throws MingdaError `GOLD_SET_NOT_FOUND`, `GOLD_SET_INVALID` when nothing is accepted */
  freeze(scope: AccessScope, name: string, note: string): Promise<GoldVersion> {
    return freezeGoldSet(this.#store, scope, { name, note });
  }

  async #create(
    scope: AccessScope,
    input: z.output<typeof createGoldSetSchema> & { name: string },
  ): Promise<GoldSetDetail> {
    if (await this.#goldSets.hasFolder(input.name)) throw new MingdaError('GOLD_SET_EXISTS', { subject: input.name });
    await this.#store.sets.create(scope, input);
    return this.detail(scope, input.name);
  }
}
