import type { AccessScope } from '@mingda/contracts';
import type { TokenVectorRepository } from '@mingda/database';
import { searchableText, textTokens, type PassageTokens } from '@mingda/domain';
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
  readonly #stored: Pick<TokenVectorRepository, 'read'>;
  readonly #limit: number;
  readonly #entries = new Map<string, PassageTokens>();
  readonly #coming = new Map<string, Promise<PassageTokens | undefined>>();
  /** Stored ones that are being read before it is known whether they are wanted. */
  readonly #early = new Map<string, Promise<PassageTokens | undefined>>();
  #bytes = 0;

  constructor({ embedder, tokenVectors, limitBytes = defaultBytes }: Dependencies) {
    this.#embedder = embedder;
    this.#stored = tokenVectors;
    this.#limit = limitBytes;
  }

  /**
   * Token vectors of each passage, in order; none where its model gives none. Those that are not cached are read where the ingestion stored them, and what is
   * stored nowhere is embedded in one request per model; askers who come meanwhile wait for that instead of asking again, also
   * when the first of them has left.
   */
  async read(
    passages: readonly FoundPassage[],
    {
      storedIn,
      signal,
    }: { readonly storedIn?: AccessScope | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<PassageTokens[]> {
    const readable = passages.filter((it) => this.#embedder.givesTokens(it.modelKey));
    const missing = readable.filter((it) => !this.#entries.has(it.chunkId) && !this.#coming.has(it.chunkId));
    if (missing.length > 0) this.#fetch(missing, storedIn);
    const found = new Map(
      await Promise.all(
        readable.map(
          async ({ chunkId }) => [chunkId, this.#entries.get(chunkId) ?? (await this.#coming.get(chunkId))] as const,
        ),
      ),
    );
    signal?.throwIfAborted();
    const read = passages.map(({ chunkId }) => {
      const tokens = found.get(chunkId);
      return tokens === undefined ? emptyTokens : this.#touch(chunkId, tokens);
    });
    this.#evict();
    return read;
  }

  /** Starts to read what the ingestion stored of passages that may be wanted soon; nothing is embedded. */
  prefetch(chunks: readonly Pick<FoundPassage, 'chunkId' | 'modelKey'>[], storedIn: AccessScope): void {
    const missing = chunks
      .filter(({ modelKey }) => this.#embedder.givesTokens(modelKey))
      .map((it) => it.chunkId)
      .filter((id) => !this.#entries.has(id) && !this.#coming.has(id) && !this.#early.has(id));
    if (missing.length === 0) return;
    // What fails here is taken for stored nowhere by who waits for it, and is asked for again by others.
    const reading = this.#stored.read(storedIn, missing).catch(() => new Map<string, PassageTokens>());
    for (const chunkId of missing) {
      const one = reading.then((stored) => {
        const tokens = stored.get(chunkId);
        this.#early.delete(chunkId);
        if (tokens !== undefined) this.#touch(chunkId, tokens);
        this.#evict();
        return tokens;
      });
      this.#early.set(chunkId, one);
    }
  }

  /** Starts to read; each of the passages can be waited for until it has come. */
  #fetch(passages: readonly FoundPassage[], storedIn: AccessScope | undefined): void {
    const reading = this.#readOrEmbed(passages, storedIn);
    for (const { chunkId } of passages) {
      const one = reading.then((tokens) => tokens.get(chunkId)).finally(() => this.#coming.delete(chunkId));
      // A failure is met by whoever waits; without one it is nobody's.
      one.catch(() => undefined);
      this.#coming.set(chunkId, one);
    }
  }

  async #readOrEmbed(
    passages: readonly FoundPassage[],
    storedIn: AccessScope | undefined,
  ): Promise<Map<string, PassageTokens>> {
    const tokens =
      storedIn === undefined ? new Map<string, PassageTokens>() : await this.#readStored(passages, storedIn);
    const groups = Map.groupBy(
      passages.filter((it) => !tokens.has(it.chunkId)),
      (it) => it.modelKey,
    );
    const embedded = await Promise.all([...groups].map(([model, members]) => this.#embed(model, members)));
    return new Map([...tokens, ...embedded.flat()]);
  }

  async #readStored(passages: readonly FoundPassage[], storedIn: AccessScope): Promise<Map<string, PassageTokens>> {
    const early = passages.filter(({ chunkId }) => this.#early.has(chunkId));
    const others = passages.filter(({ chunkId }) => !this.#early.has(chunkId)).map((it) => it.chunkId);
    const [stored, ...found] = await Promise.all([
      others.length === 0 ? new Map<string, PassageTokens>() : this.#stored.read(storedIn, others),
      ...early.map(async ({ chunkId }) => [chunkId, await this.#early.get(chunkId)] as const),
    ]);
    const tokens = new Map(stored);
    for (const [chunkId, it] of found) if (it !== undefined) tokens.set(chunkId, it);
    return tokens;
  }

  async #embed(
    model: string,
    passages: readonly FoundPassage[],
  ): Promise<(readonly [chunkId: string, tokens: PassageTokens])[]> {
    const texts = passages.map((it) => searchableText(it));
    const reply = await this.#embedder.embed({
      model,
      role: 'passage',
      priority: 'live',
      items: texts.map(({ text }) => ({ text: toSimplified(text) })),
      tokens: true,
    });
    return passages.flatMap(({ chunkId }, index) => {
      const tokens = reply.embeddings[index]?.tokens;
      if (tokens === undefined) return [];
      return [[chunkId, textTokens(tokens, this.#embedder.dims(model), texts[index].offset)] as const];
    });
  }

  #touch(chunkId: string, fresh: PassageTokens): PassageTokens {
    const entry = this.#entries.get(chunkId) ?? fresh;
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

interface Dependencies {
  readonly embedder: Embedder;
  readonly tokenVectors: Pick<TokenVectorRepository, 'read'>;
  readonly limitBytes?: number;
}

/** A remote embedding endpoint gives no token vectors: its passages are ranked without them. */
const emptyTokens: PassageTokens = {
  dims: 1,
  rows: new Int8Array(),
  scales: new Float32Array(),
  offsets: new Int32Array(),
};

const sizeOf = (it: PassageTokens): number => it.rows.byteLength + it.scales.byteLength + it.offsets.byteLength;
