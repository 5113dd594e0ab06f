import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbedRequest, EmbedReply } from '@mingda/contracts';
import { cosine, startEngine } from '../../test/model-cache.ts';
import type { InferenceEngine } from './inference-engine.ts';

interface ParityModel {
  readonly key: string;
  readonly texts: readonly {
    readonly text: string;
    readonly vector: readonly number[];
    readonly batched: readonly number[];
  }[];
}

const parity: { readonly models: readonly ParityModel[] } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/embedding-parity.json', import.meta.url), 'utf8'),
);
interface FixedModel {
  readonly key: string;
  readonly texts: readonly { readonly text: string; readonly alone: string; readonly batched: string }[];
}

/** Made by `tools/write-parity.ts`; vectors are float32 in base64. */
const fixed: { readonly models: readonly FixedModel[] } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/fixed-range-parity.json', import.meta.url), 'utf8'),
);
const unpacked = (vector: string): Float32Array =>
  new Float32Array(new Uint8Array(Buffer.from(vector, 'base64')).buffer);
const zh = 'bge-small-zh-v1.5-int8';
const fp32 = 'bge-small-zh-v1.5-fp32';
let engine: InferenceEngine;

beforeAll(async () => {
  engine = await startEngine();
  await engine.load(zh);
}, 120_000);
afterAll(() => engine.close());

function embed(request: Partial<EmbedRequest> & Pick<EmbedRequest, 'items'>): Promise<EmbedReply> {
  return engine.embed({ model: zh, role: 'plain', priority: 'live', ...request });
}

describe('vectors equal Python onnxruntime on the same weights', () => {
  let stored: InferenceEngine;
  beforeAll(async () => {
    stored = await startEngine({ fixedRanges: false });
  });
  afterAll(() => stored.close());

  it.each(parity.models.map((model) => [model.key, model] as const))(
    '%s, as the file is stored',
    async (key, { texts }) => {
      await stored.load(key);
      const request = { model: key, role: 'plain' } as const;
      const alone = await Promise.all(
        texts.map(({ text }) => stored.embed({ ...request, priority: 'live', items: [{ text }] })),
      );
      const together = await stored.embed({ ...request, priority: 'bulk', items: texts.map(({ text }) => ({ text })) });
      const exact = key.endsWith('fp32');
      for (const [index, { vector }] of texts.entries()) {
        expect(cosine(alone[index].embeddings[0].vector, vector)).toBeGreaterThanOrEqual(exact ? 0.9999 : 0.999);
        // Dynamic quantisation: in company a vector moves a little, which is what the fixed ranges are for.
        expect(cosine(together.embeddings[index].vector, vector)).toBeGreaterThanOrEqual(exact ? 0.9999 : 0.97);
      }
      await stored.unload(key);
    },
    120_000,
  );

  it.each(fixed.models.map((model) => [model.key, model] as const))(
    '%s, with fixed ranges, alone and in one padded batch',
    async (key, { texts }) => {
      const together = await startEngine({ queue: { maxBatchTokens: 4096, runOverheadTokens: 4096 } });
      const items = texts.map(({ text }) => ({ text }));
      const batched = await together.embed({ model: key, role: 'plain', priority: 'bulk', items });
      expect(together.metrics().models[0].batchTexts.count).toBe(1);
      await together.close();
      for (const [index, { text, alone, batched: expected }] of texts.entries()) {
        const [single] = (await embed({ model: key, items: [{ text }] })).embeddings;
        expect(cosine(single.vector, unpacked(alone))).toBeGreaterThan(0.9999);
        expect(cosine(batched.embeddings[index].vector, unpacked(expected))).toBeGreaterThan(0.9999);
      }
    },
    60_000,
  );

  it.each(parity.models.filter(({ key }) => key.endsWith('int8')).map((model) => [model.key, model] as const))(
    '%s, with fixed ranges, is as near to the exact model as the stored file',
    async (key, { texts }) => {
      const exact = parity.models.find((model) => model.key === key.replace('int8', 'fp32'));
      const own: number[] = [];
      const stored: number[] = [];
      for (const [index, { text, vector }] of texts.entries()) {
        const [single] = (await embed({ model: key, items: [{ text }] })).embeddings;
        own.push(cosine(single.vector, exact?.texts[index].vector ?? []));
        stored.push(cosine(vector, exact?.texts[index].vector ?? []));
      }
      const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
      expect(mean(own)).toBeGreaterThan(mean(stored) - 0.003);
    },
    60_000,
  );
});

describe('a vector with fixed ranges', () => {
  it('is the same to the last bit alone, in any batch, beside padding and in a process of its own', async () => {
    const texts = ['短句', '怎么申请VPN账号？', '公司制度'.repeat(20), '长'.repeat(300), '报销发票', 'a b c'];
    const alone: number[][] = [];
    for (const text of texts) alone.push([...(await embed({ items: [{ text }] })).embeddings[0].vector]);
    const bits = async (target: InferenceEngine): Promise<number[][]> => {
      const items = texts.map((text) => ({ text }));
      const reply = await target.embed({ model: zh, role: 'plain', priority: 'bulk', items });
      return reply.embeddings.map(({ vector }) => [...vector]);
    };
    expect(await bits(engine)).toEqual(alone);
    const padded = await startEngine({
      isolation: 'process',
      queue: { maxBatchTokens: 8192, runOverheadTokens: 8192 },
    });
    expect(await bits(padded)).toEqual(alone);
    expect(padded.metrics().models[0].batchTexts.count).toBe(1);
    await padded.close();
  }, 60_000);

  it('is the same whether only the first token is computed in the last layer or all are', async () => {
    const text = '年假有几天';
    const [short] = (await embed({ items: [{ text }] })).embeddings;
    const [whole] = (await embed({ items: [{ text }], tokens: 'all' })).embeddings;
    expect([...whole.vector]).toEqual([...short.vector]);
    expect([...(whole.tokens?.vectors.subarray(0, short.vector.length) ?? [])]).toEqual([...short.vector]);
  });
});

describe('embed', () => {
  it('answers in the order of the items, whatever their length, with norm 1', async () => {
    const texts = ['长'.repeat(300), '短', '中等长度的一句话。', '长'.repeat(200), '短句'];
    const { embeddings, tokenCount } = await embed({
      model: zh,
      priority: 'bulk',
      items: texts.map((text) => ({ text })),
    });
    expect(embeddings).toHaveLength(texts.length);
    expect(tokenCount).toBe(300 + 1 + 9 + 200 + 2 + 2 * texts.length);
    for (const [index, text] of texts.entries()) {
      const [single] = (await embed({ items: [{ text }] })).embeddings;
      expect(cosine(single.vector, embeddings[index].vector)).toBeGreaterThan(0.97);
      expect(cosine(single.vector, single.vector)).toBeCloseTo(1, 6);
      expect(Math.hypot(...embeddings[index].vector)).toBeCloseTo(1, 5);
    }
  });

  it('gives a question the same vector alone and amid others that wait', async () => {
    const question: EmbedRequest = {
      model: zh,
      role: 'query',
      priority: 'live',
      items: [{ text: '怎么申请VPN账号？' }],
    };
    const [quiet] = (await engine.embed(question)).embeddings;
    const busy = await Promise.all([
      embed({
        priority: 'bulk',
        items: Array.from({ length: 40 }, (_, index) => ({ text: '公司制度'.repeat(index + 1) })),
      }),
      embed({ items: [{ text: '食堂几点开门' }] }),
      engine.embed(question),
    ]);
    expect([...busy[2].embeddings[0].vector]).toEqual([...quiet.vector]);
  });

  it('puts the registered prefix before queries only', async () => {
    const item = { text: '年假有几天' };
    const [plain, passage, query] = await Promise.all(
      (['plain', 'passage', 'query'] as const).map(
        async (role) => (await embed({ role, items: [item] })).embeddings[0].vector,
      ),
    );
    expect([...passage]).toEqual([...plain]);
    expect(cosine(query, plain)).toBeLessThan(0.999);
    const [spelled] = (await embed({ items: [{ text: `为这个句子生成表示以用于检索相关文章：${item.text}` }] }))
      .embeddings;
    expect([...query]).toEqual([...spelled.vector]);
  });

  it('returns token vectors whose mean over a span is the span vector, prefix left out', async () => {
    const text = 'ＶＰＮ账号由主管申请。食堂中午开饭。';
    const { embeddings } = await embed({
      model: fp32,
      role: 'query',
      items: [
        {
          text,
          spans: [
            [0, 11],
            [11, 18],
          ],
        },
      ],
      tokens: true,
    });
    const [{ tokens, spanVectors, vector }] = embeddings;
    const dimensions = vector.length;
    expect(tokens?.ids).toHaveLength(16);
    expect([...(tokens?.offsets.subarray(0, 4) ?? [])]).toEqual([0, 3, 3, 4]);
    expect(spanVectors).toHaveLength(2);
    // Single-token spans leave no doubt about which token they are.
    const single = await embed({ model: fp32, role: 'query', items: [{ text, spans: [[3, 4]] }] });
    expect(
      cosine(single.embeddings[0].spanVectors[0], tokens?.vectors.subarray(dimensions, 2 * dimensions) ?? []),
    ).toBeGreaterThan(0.9999);
    expect(cosine(spanVectors[0], spanVectors[1])).toBeLessThan(0.95);
  }, 60_000);

  it('keeps special tokens with offsets -1 when all are asked for', async () => {
    const [{ tokens }] = (await embed({ items: [{ text: '好' }], tokens: 'all' })).embeddings;
    expect([...(tokens?.ids ?? [])]).toEqual([101, 1962, 102]);
    expect([...(tokens?.offsets ?? [])]).toEqual([-1, -1, 0, 1, -1, -1]);
    expect(tokens?.vectors).toHaveLength(3 * 512);
  });

  it('gives a span without a token the pooled vector, and says what was cut', async () => {
    const [embedding] = (await embed({ items: [{ text: `${'长'.repeat(600)}。`, spans: [[600, 601]] }] })).embeddings;
    expect(embedding.truncated).toBe(true);
    expect([...embedding.spanVectors[0]]).toEqual([...embedding.vector]);
  });

  it('takes an empty text and an empty request', async () => {
    expect((await embed({ items: [{ text: '' }] })).embeddings[0].vector).toHaveLength(512);
    expect((await embed({ items: [] })).embeddings).toEqual([]);
  });

  it.each([
    ['negative', [-1, 2]],
    ['backwards', [2, 1]],
    ['beyond the end', [0, 5]],
    ['fractional', [0, 1.5]],
  ] as const)('refuses a %s span by name', async (_name, span) => {
    await expect(embed({ items: [{ text: '四个字符', spans: [span] }] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      subject: 'spans',
    });
  });

  it('refuses a text that no model could take', async () => {
    await expect(embed({ items: [{ text: '长'.repeat(200_001) }] })).rejects.toMatchObject({ code: 'TEXT_TOO_LONG' });
  });

  it('refuses an unknown model', async () => {
    await expect(embed({ model: 'no-such-model', items: [{ text: 'x' }] })).rejects.toMatchObject({
      code: 'MODEL_UNKNOWN',
    });
  });

  it('counts what it did', async () => {
    const before = engine.metrics().models.find(({ key }) => key === zh);
    const reply = await embed({ items: [{ text: '数一数' }] });
    const after = engine.metrics().models.find(({ key }) => key === zh);
    expect((after?.texts ?? 0) - (before?.texts ?? 0)).toBe(1);
    expect((after?.tokens ?? 0) - (before?.tokens ?? 0)).toBe(reply.tokenCount);
    expect((after?.batchTexts.count ?? 0) - (before?.batchTexts.count ?? 0)).toBe(1);
    expect(after?.queue.live.depth).toBe(0);
    expect(reply.timings.computeMs).toBeGreaterThan(0);
  });
});

describe('a missing backend', () => {
  it('is named with what to do before anything is loaded', async () => {
    await expect(startEngine({ device: 'cuda:0' })).rejects.toMatchObject({
      code: 'MODEL_BACKEND_UNAVAILABLE',
      subject: 'cuda:0',
      fixes: expect.arrayContaining([expect.stringContaining('CUDA')]),
    });
  });
});
