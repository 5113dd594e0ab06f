import type { AccessScope } from '@mingda/contracts';
import type { PassageSearchRepository, StoredPassage } from '@mingda/database';

/** About 15 kB each with their sentence vectors. */
const defaultPassages = 1500;

/**
 * Stored passages that were found lately, least recently used out first. A chunk never changes: a new version of a
 * document brings new chunks. Only its terms are found anew after a change of the user dictionary; the kept ones then rank
 * by the old words until they fall out. Which chunks a caller may see is decided by the scoped candidates statement every time;
 * the cache is asked only for ids that came out of it, and is kept per scope all the same.
 */
export class PassageCache {
  readonly #search: PassageSearchRepository;
  readonly #limit: number;
  readonly #entries = new Map<string, StoredPassage>();

  constructor(search: PassageSearchRepository, limit: number = defaultPassages) {
    this.#search = search;
    this.#limit = limit;
  }

  /** Passages in the order of the ids; one that was deleted meanwhile is left out. */
  async read(scope: AccessScope, chunkIds: readonly string[]): Promise<StoredPassage[]> {
    const keyOf = (chunkId: string): string => `${scope.tenantId} ${scope.collectionIds?.join() ?? '*'} ${chunkId}`;
    const missing = chunkIds.filter((it) => !this.#entries.has(keyOf(it)));
    const read = missing.length === 0 ? [] : await this.#search.passages(scope, missing);
    const fresh = new Map(read.map((passage) => [passage.chunkId, passage]));
    const passages = chunkIds.flatMap((chunkId) => {
      const key = keyOf(chunkId);
      const passage = this.#entries.get(key) ?? fresh.get(chunkId);
      if (passage === undefined) return [];
      this.#entries.delete(key);
      this.#entries.set(key, passage);
      return [passage];
    });
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#limit) break;
      this.#entries.delete(key);
    }
    return passages;
  }
}
