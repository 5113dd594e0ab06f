import { quantizeTokens, searchableText, type PassageTokens } from '@mingda/domain';
import { toSimplified } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import type { FoundPassage } from '@mingda/retrieval';

/** About 700 Chinese passages of 180 tokens at 512 dimensions. */
const defaultBytes = 64 * 1024 * 1024;

/**
 * Token vectors of passages that were read for answers lately, least recently used out first. A chunk's id never comes
 * back with another text, so that an entry cannot be stale; who may read a passage was decided by the search before.
 */
export class PassageTokenCache {
  readonly #embedder: Embedder;
  readonly #limit: number;
  readonly #entries = new Map<string, PassageTokens>();
  readonly #coming = new Map<string, Promise<PassageTokens | undefined>>();
  #bytes = 0;

  constructor(embedder: Embedder, limitBytes: number = defaultBytes) {
    this.#embedder = embedder;
    this.#limit = limitBytes;
  }

  /**
   * Token vectors of each passage, in order. Those that are not cached are embedded in one request per model; askers who
   * come meanwhile wait for that one instead of asking again, also when the first of them has left.
   */
  async read(passages: readonly FoundPassage[], signal?: AbortSignal): Promise<PassageTokens[]> {
    const missing = passages.filter((it) => !this.#entries.has(it.chunkId) && !this.#coming.has(it.chunkId));
    for (const model of new Set(missing.map((it) => it.modelKey))) {
      this.#fetch(
        model,
        missing.filter((it) => it.modelKey === model),
      );
    }
    const found = await Promise.all(
      passages.map(async ({ chunkId }) => this.#entries.get(chunkId) ?? (await this.#coming.get(chunkId))),
    );
    signal?.throwIfAborted();
    const read = passages.map(({ chunkId }, at) => this.#touch(chunkId, found[at]));
    this.#evict();
    return read;
  }

  /** Starts one request; each of its passages can be waited for until it has come. */
  #fetch(model: string, passages: readonly FoundPassage[]): void {
    const embedding = this.#embed(model, passages);
    for (const [at, { chunkId }] of passages.entries()) {
      const one = embedding.then((tokens) => tokens[at]).finally(() => this.#coming.delete(chunkId));
      // A failure is met by whoever waits; without one it is nobody's.
      one.catch(() => undefined);
      this.#coming.set(chunkId, one);
    }
  }

  async #embed(model: string, passages: readonly FoundPassage[]): Promise<(PassageTokens | undefined)[]> {
    const texts = passages.map((it) => searchableText(it));
    const reply = await this.#embedder.embed({
      model,
      role: 'passage',
      priority: 'live',
      items: texts.map(({ text }) => ({ text: toSimplified(text) })),
      tokens: true,
    });
    return texts.map(({ offset: shift }, index) => {
      const tokens = reply.embeddings[index]?.tokens;
      if (tokens === undefined) return undefined;
      const offsets = tokens.offsets.map((it) => it - shift);
      return quantizeTokens(tokens.vectors, this.#embedder.dims(model), offsets);
    });
  }

  #touch(chunkId: string, fresh: PassageTokens | undefined): PassageTokens {
    const entry = this.#entries.get(chunkId) ?? fresh ?? emptyTokens;
    if (this.#entries.delete(chunkId)) this.#bytes -= sizeOf(entry);
    this.#entries.set(chunkId, entry);
    this.#bytes += sizeOf(entry);
    return entry;
  }

  #evict(): void {
    for (const [chunkId, entry] of this.#entries) {
      if (this.#bytes <= this.#limit) return;
      this.#entries.delete(chunkId);
      this.#bytes -= sizeOf(entry);
    }
  }
}

/** A remote embedding endpoint gives no token vectors: its passages are ranked without them. */
const emptyTokens: PassageTokens = {
  dims: 1,
  rows: new Int8Array(),
  scales: new Float32Array(),
  offsets: new Int32Array(),
};

const sizeOf = (it: PassageTokens): number => it.rows.byteLength + it.scales.byteLength + it.offsets.byteLength;
