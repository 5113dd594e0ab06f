import type { AccessScope, EmbedReply, EmbedRequest } from '@mingda/contracts';
import type { StoredTokens } from '@mingda/database';
import type { FoundPassage } from '@mingda/retrieval';
import { FakeEmbedder } from '@mingda/testing';
import { describe, expect, it } from 'vitest';
import { PassageTokenCache } from './passage-token-cache.ts';

/** The fake embedder with one token for each character, and replies that come when the test lets them. */
class HeldEmbedder extends FakeEmbedder {
  readonly requests: EmbedRequest[] = [];
  readonly #waiting: ((error?: Error) => void)[] = [];

  override givesTokens(_key: string): boolean {
    return true;
  }

  override async embed(request: EmbedRequest): Promise<EmbedReply> {
    this.requests.push(request);
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push((error) => (error === undefined ? resolve() : reject(error)));
    });
    const reply = await super.embed(request);
    const dims = this.dims(request.model);
    const embeddings = reply.embeddings.map((it, index) => {
      const length = request.items[index]?.text.length ?? 0;
      const vectors = new Float32Array(length * dims).fill(1 / Math.sqrt(dims));
      const offsets = Int32Array.from({ length: 2 * length }, (_, at) => Math.ceil(at / 2));
      return { ...it, tokens: { ids: new Int32Array(length), vectors, offsets } };
    });
    return { ...reply, embeddings };
  }

  /** Lets every request that waits go on, or fail. */
  release(error?: Error): void {
    for (const go of this.#waiting.splice(0)) go(error);
  }
}

const passage = (chunkId: string, lang: 'zh' | 'en' = 'zh'): FoundPassage =>
  ({
    chunkId,
    text: `第${chunkId}段`,
    title: '',
    headingPath: [],
    modelKey: new FakeEmbedder().languages[lang],
  }) as unknown as FoundPassage;

/** What the ingestion has stored: one token of each of the chunks named. */
const stored = (...chunkIds: string[]) => {
  const asked: { scope: AccessScope; ids: readonly string[] }[] = [];
  const read = (scope: AccessScope, ids: readonly string[]): Promise<Map<string, StoredTokens>> => {
    asked.push({ scope, ids });
    const token = { dims: 512, rows: new Int8Array(512), scales: new Float32Array(1), offsets: new Int32Array(2) };
    return Promise.resolve(new Map(ids.filter((id) => chunkIds.includes(id)).map((id) => [id, token])));
  };
  return { asked, read };
};

const textsOf = (embedder: HeldEmbedder): string[] =>
  embedder.requests.flatMap((it) => it.items.map(({ text }) => text));

describe('PassageTokenCache', () => {
  it('asks nothing of a model that gives no token vectors', async () => {
    const embedder = new FakeEmbedder();
    const tokenVectors = stored();
    const cache = new PassageTokenCache({ embedder, tokenVectors });
    const [tokens] = await cache.read([passage('1')], { storedIn: { tenantId: 't' } });
    expect(tokens.rows).toHaveLength(0);
    expect([embedder.embedded, tokenVectors.asked]).toEqual([0, []]);
  });

  it('reads what is stored once, also where that began before it was wanted', async () => {
    const embedder = new HeldEmbedder();
    const tokenVectors = stored('1', '2', '3');
    const cache = new PassageTokenCache({ embedder, tokenVectors });
    const scope = { tenantId: 't' };
    cache.prefetch([passage('1'), passage('2'), passage('none')], scope);
    const tokens = await cache.read([passage('2'), passage('3')], { storedIn: scope });
    expect(tokens.map((it) => it.scales.length)).toEqual([1, 1]);
    cache.prefetch([passage('1'), passage('3')], scope);
    await cache.read([passage('1')], { storedIn: scope });
    expect(tokenVectors.asked.map((it) => it.ids)).toEqual([['1', '2', 'none'], ['3']]);
    expect(embedder.requests).toEqual([]);
  });

  it('embeds what was looked for early and is stored nowhere, and what could not be read then', async () => {
    const embedder = new HeldEmbedder();
    const broken = { read: () => Promise.reject(new Error('gone')) };
    const scope = { tenantId: 't' };
    for (const tokenVectors of [stored(), broken]) {
      const cache = new PassageTokenCache({ embedder, tokenVectors });
      cache.prefetch([passage('1')], scope);
      const reading = cache.read([passage('1')], { storedIn: scope });
      await expect.poll(() => embedder.requests.length).toBeGreaterThan(0);
      embedder.release();
      expect((await reading)[0].scales).toHaveLength(3);
      embedder.requests.length = 0;
    }
  });

  it('embeds a passage once, however many ask for it while it is coming', async () => {
    const embedder = new HeldEmbedder();
    const cache = new PassageTokenCache({ embedder, tokenVectors: stored() });
    const first = cache.read([passage('1'), passage('2')]);
    const second = cache.read([passage('2'), passage('3')]);
    embedder.release();
    const [[, shared], [same]] = await Promise.all([first, second]);
    expect(textsOf(embedder).toSorted()).toEqual(['第1段', '第2段', '第3段']);
    expect(shared?.scales.length).toBe(3);
    expect(same).toBe(shared);
    await cache.read([passage('1'), passage('2'), passage('3')]);
    expect(embedder.requests).toHaveLength(2);
  });

  it('asks each model for its own passages, and gives them in the order asked', async () => {
    const embedder = new HeldEmbedder();
    const reading = new PassageTokenCache({ embedder, tokenVectors: stored() }).read([
      passage('1', 'en'),
      passage('2'),
      passage('3', 'en'),
    ]);
    embedder.release();
    expect((await reading).map((it) => it.dims)).toEqual([384, 512, 384]);
    expect(embedder.requests.map((it) => it.items.length)).toEqual([2, 1]);
  });

  it('reads what is stored in one go, and embeds only what is not', async () => {
    const embedder = new HeldEmbedder();
    const tokenVectors = stored('1', '3');
    const cache = new PassageTokenCache({ embedder, tokenVectors });
    const storedIn = { tenantId: 't', collectionIds: ['c'] };
    const reading = cache.read([passage('1'), passage('2'), passage('3')], { storedIn });
    await expect.poll(() => embedder.requests.length).toBe(1);
    embedder.release();
    expect((await reading).map((it) => it.scales.length)).toEqual([1, 3, 1]);
    expect(textsOf(embedder)).toEqual(['第2段']);
    await cache.read([passage('3'), passage('1')], { storedIn });
    expect(tokenVectors.asked).toEqual([{ scope: storedIn, ids: ['1', '2', '3'] }]);
  });

  it('reads what is stored once for all who ask meanwhile', async () => {
    const tokenVectors = stored('1', '2');
    const cache = new PassageTokenCache({ embedder: new HeldEmbedder(), tokenVectors });
    const storedIn = { tenantId: 't' };
    const begun = cache.read([passage('1'), passage('2')], { storedIn });
    const [second] = await cache.read([passage('2')], { storedIn });
    expect(second).toBe((await begun)[1]);
    expect(tokenVectors.asked).toHaveLength(1);
  });

  it('tells everyone who waits of a failure, and asks again the next time', async () => {
    const embedder = new HeldEmbedder();
    const cache = new PassageTokenCache({ embedder, tokenVectors: stored() });
    const waiting = [cache.read([passage('1')]), cache.read([passage('1')])];
    embedder.release(new Error('no model'));
    expect((await Promise.allSettled(waiting)).map((it) => it.status)).toEqual(['rejected', 'rejected']);
    const again = cache.read([passage('1')]);
    embedder.release();
    expect((await again)[0]?.scales.length).toBe(3);
  });

  it('goes on for those who wait when the first asker leaves', async () => {
    const embedder = new HeldEmbedder();
    const cache = new PassageTokenCache({ embedder, tokenVectors: stored() });
    const leaving = new AbortController();
    const left = cache.read([passage('1')], { signal: leaving.signal });
    const stays = cache.read([passage('1')]);
    leaving.abort(new Error('left'));
    embedder.release();
    await expect(left).rejects.toThrow('left');
    expect((await stays)[0]?.scales.length).toBe(3);
    expect(embedder.requests).toHaveLength(1);
  });

  it('lets the least recently used go when it is full', async () => {
    const embedder = new HeldEmbedder();
    // Three tokens of 512 dimensions, their scales and offsets: 1,572 bytes each.
    const cache = new PassageTokenCache({ embedder, tokenVectors: stored(), limitBytes: 3500 });
    const read = async (...ids: string[]): Promise<void> => {
      const reading = cache.read(ids.map((it) => passage(it)));
      embedder.release();
      await reading;
    };
    await read('1', '2');
    await read('1');
    await read('3');
    await read('1');
    expect(textsOf(embedder)).toEqual(['第1段', '第2段', '第3段']);
    await read('2');
    expect(textsOf(embedder)).toHaveLength(4);
  });
});
