import { join } from 'node:path';
import type { GoldSet } from './gold-set.ts';
import { listGoldSets, readGoldSet } from './gold-set.reader.ts';

/** The gold sets that an installation knows: one per sub-folder of its root. */
export class GoldSets {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  list(): Promise<{ name: string; questions: number }[]> {
    return listGoldSets(this.#root);
  }

  /** @throws MingdaError `GOLD_SET_INVALID` when there is no such set or it cannot be read */
  read(name: string): Promise<GoldSet> {
    return readGoldSet(join(this.#root, name));
  }
}
