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
  #bytes = 0;

  constructor(embedder: Embedder, limitBytes: number = defaultBytes) {
    this.#embedder = embedder;
    this.#limit = limitBytes;
  }

  /** Token vectors of each passage, in order; passages that are not cached are embedded in one request per model. */
  async read(passages: readonly FoundPassage[], signal?: AbortSignal): Promise<PassageTokens[]> {
    const missing = passages.filter((it) => !this.#entries.has(it.chunkId));
    const fresh = new Map<string, PassageTokens>();
    await Promise.all(
      [...new Set(missing.map((it) => it.modelKey))].map((model) =>
        this.#embed(
          model,
          missing.filter((it) => it.modelKey === model),
          { fresh, signal },
        ),
      ),
    );
    const found = passages.map((it) => this.#touch(it.chunkId, fresh.get(it.chunkId)));
    this.#evict();
    return found;
  }

  async #embed(
    model: string,
    passages: readonly FoundPassage[],
    into: { fresh: Map<string, PassageTokens>; signal: AbortSignal | undefined },
  ): Promise<void> {
    const texts = passages.map((it) => searchableText(it));
    const reply = await this.#embedder.embed({
      model,
      role: 'passage',
      priority: 'live',
      items: texts.map(({ text }) => ({ text: toSimplified(text) })),
      tokens: true,
      ...(into.signal === undefined ? {} : { signal: into.signal }),
    });
    passages.forEach((passage, index) => {
      const tokens = reply.embeddings[index]?.tokens;
      if (tokens === undefined) return;
      const shift = texts[index]?.offset ?? 0;
      const offsets = tokens.offsets.map((it) => it - shift);
      into.fresh.set(passage.chunkId, quantizeTokens(tokens.vectors, this.#embedder.dims(model), offsets));
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
