import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@mingda/platform';
import { describe, expect, it } from 'vitest';
import { cosine, logger, registry, startEngine } from '../../test/model-cache.ts';
import { hasRuntime, runtimesDir } from '../../test/optional-runtime.ts';
import { ModelRegistry } from '../registry/model-registry.ts';
import { ModelStore } from '../store/model-store.ts';
import type { InferenceEngine } from '../engine/inference-engine.ts';

const key = 'bge-small-zh-v1.5-int8';
const texts = ['年假可以结转到次年 3 月 31 日。', 'VPN 错误 0x8007', '问', '长一些的文字，'.repeat(40)];

/** An engine whose registry runs the Chinese model on transformers.js, over the same weights. */
async function startTransformers(runtimes: string): Promise<{ engine: InferenceEngine; clean: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mingda-transformers-'));
  const file = join(folder, 'models.json');
  await writeFile(file, JSON.stringify({ models: [{ ...registry.local(key), runtime: 'transformers-js' }] }));
  const { models } = loadConfig();
  const own = ModelRegistry.load({ file });
  const store = new ModelStore({ dir: models.dir, hubEndpoint: models.hubEndpoint, registry: own, logger });
  const engine = await startEngine({ registry: own, store, runtimesDir: runtimes, liveThreads: 0 });
  const clean = async (): Promise<void> => {
    await engine.close();
    await rm(folder, { recursive: true });
  };
  return { engine, clean };
}

it('names the command that installs it when it is missing', async () => {
  const { engine, clean } = await startTransformers('/nowhere');
  await expect(engine.load(key)).rejects.toMatchObject({
    code: 'MODEL_BACKEND_MISSING',
    fixes: expect.arrayContaining([expect.stringMatching(/^npm install .*@huggingface\/transformers@/)]),
  });
  await clean();
});

describe.skipIf(!(await hasRuntime('@huggingface/transformers')))('transformers.js', () => {
  it('gives the vectors that ONNX Runtime gives for the same file, and frees the model', async () => {
    const { engine, clean } = await startTransformers(runtimesDir);
    // Without fitted ranges both run the graph as it is stored.
    const reference = await startEngine({ liveThreads: 0, fixedRanges: false });
    try {
      for (const text of texts) {
        const request = { model: key, role: 'plain', priority: 'live', items: [{ text, spans: [[0, 1]] }] } as const;
        const [{ embeddings: ours }, { embeddings: theirs }] = await Promise.all([
          reference.embed(request),
          engine.embed(request),
        ]);
        expect(cosine(ours[0].vector, theirs[0].vector)).toBeGreaterThan(0.99999);
        expect(cosine(ours[0].spanVectors[0], theirs[0].spanVectors[0])).toBeGreaterThan(0.99999);
      }
      await engine.unload(key);
      expect(engine.metrics().models).toEqual([]);
    } finally {
      await clean();
      await reference.close();
    }
  });
});
