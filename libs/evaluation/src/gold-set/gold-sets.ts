import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccessScope, GoldSetSummary } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { freezeGoldSet } from './freeze-gold-set.ts';
import type { GoldSetStore } from './gold-set-store.ts';
import type { GoldSet } from './gold-set.ts';
import { listGoldSets, readGoldSet } from './gold-set.reader.ts';

interface GoldSetChoice {
  readonly name: string;
  /** A frozen version of a stored set; the accepted items of now when absent, frozen first where they have changed. */
  readonly version?: number | undefined;
}

/**
 * Every gold set that can be run: one per sub-folder of the server's root, and those kept in the database. A stored set
 * hides a folder of the same name, which can only come later: a set cannot be created under a folder's name.
 */
export class GoldSets {
  readonly #root: string;
  readonly #store: GoldSetStore | undefined;

  /** @param store left out where only folders are read, as by the command line on a folder */
  constructor(root: string, store?: GoldSetStore) {
    this.#root = root;
    this.#store = store;
  }

  /** Stored sets by title, then folders by name. */
  async list(scope: AccessScope): Promise<GoldSetSummary[]> {
    const stored = (await this.#store?.sets.list(scope)) ?? [];
    const own = new Set(stored.map((set) => set.name));
    const folders = (await listGoldSets(this.#root)).filter((folder) => !own.has(folder.name));
    return [
      ...stored.map(({ name, title, accepted, candidates, version, collectionId }): GoldSetSummary => ({
        name,
        title,
        kind: 'stored',
        questions: accepted,
        candidates,
        version,
        collectionId,
      })),
      ...folders.map(({ name, questions }): GoldSetSummary => ({
        name,
        title: name,
        kind: 'folder',
        questions,
        candidates: 0,
        version: null,
        collectionId: null,
      })),
    ];
  }

  /**
   * The questions of a run. A run always has a frozen version, so that it can be repeated.
   * @throws MingdaError `GOLD_SET_INVALID` when there is no such set, nothing in it is accepted or it cannot be read;
   * `GOLD_VERSION_NOT_FOUND`
   */
  async read(scope: AccessScope, { name, version }: GoldSetChoice): Promise<GoldSet> {
    const stored = await this.#store?.sets.get(scope, name);
    if (this.#store === undefined || stored === undefined || stored === null) {
      if (version !== undefined) throw new MingdaError('GOLD_VERSION_NOT_FOUND', { subject: `${name}, ${version}` });
      return readGoldSet(join(this.#root, name));
    }
    const wanted = version ?? (await freezeGoldSet(this.#store, scope, { name, note: '' })).version;
    const questions = await this.#store.sets.questions(scope, stored.id, wanted);
    if (questions === null) throw new MingdaError('GOLD_VERSION_NOT_FOUND', { subject: `${name}, ${wanted}` });
    return { name, version: wanted, documents: [], files: [], questions };
  }

  /** Whether a folder of the server has this name. */
  async hasFolder(name: string): Promise<boolean> {
    return access(join(this.#root, name)).then(
      () => true,
      () => false,
    );
  }
}
