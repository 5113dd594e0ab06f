import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Priority } from '@mingda/contracts';
import { logger } from '../../test/model-cache.ts';
import { ModelRegistry } from '../registry/model-registry.ts';
import { ModelStore } from '../store/model-store.ts';
import type { GenerationLimits } from './generation-limits.ts';
import { LocalTextGenerator } from './local-text-generator.ts';
import type { GenerationPiece } from './text-generator.ts';

const weights = Buffer.from('not really a model');
const processFile = new URL('../../test/scripted-llama.process.ts', import.meta.url);

let root: string;
const opened: LocalTextGenerator[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mingda-generator-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((it) => it.close()));
  await rm(root, { recursive: true, force: true });
});

interface Setup {
  readonly limits?: Partial<GenerationLimits>;
  readonly contextTokens?: number;
  readonly sha256?: string;
  readonly runtime?: boolean;
}

/** A generator whose weights lie in a folder and whose runtime is the scripted process. */
async function open(setup: Setup = {}): Promise<LocalTextGenerator> {
  await writeFile(join(root, 'weights.gguf'), weights);
  const file = join(root, 'registry.json');
  const entry = {
    kind: 'gguf',
    key: 'writer',
    languages: ['zh'],
    contextTokens: setup.contextTokens ?? 1024,
    prompt: 'transcript',
    quantization: 'Q4_K_M',
    parameters: 1,
    license: 'MIT',
    sha256: { model: setup.sha256 ?? createHash('sha256').update(weights).digest('hex') },
    sources: { folder: { path: root, model: 'weights.gguf' } },
  };
  await writeFile(file, JSON.stringify({ models: [entry] }));
  if (setup.runtime !== false) {
    const folder = join(root, 'node_modules', 'node-llama-cpp');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ main: 'index.js' }));
  }
  const registry = ModelRegistry.load({ file });
  const store = new ModelStore({ dir: join(root, 'models'), hubEndpoint: 'http://127.0.0.1:9', registry, logger });
  const generator = new LocalTextGenerator({
    model: 'writer',
    registry,
    store,
    logger,
    runtimesDir: root,
    limits: { drainMs: 0, ...setup.limits },
    processFile,
  });
  opened.push(generator);
  return generator;
}

interface Call {
  readonly signal?: AbortSignal;
  readonly priority?: Priority;
  readonly onPiece?: (piece: GenerationPiece) => void;
}

async function ask(generator: LocalTextGenerator, content: string, call: Call = {}): Promise<GenerationPiece[]> {
  const { signal = new AbortController().signal, priority = 'live', onPiece } = call;
  const pieces: GenerationPiece[] = [];
  for await (const piece of generator.generate({ messages: [{ role: 'user', content }] }, { signal, priority })) {
    pieces.push(piece);
    onPiece?.(piece);
  }
  return pieces;
}

/** Starts a request that writes one word and then waits; resolves when the word is there. */
async function occupy(
  generator: LocalTextGenerator,
): Promise<{ leave: () => void; pieces: Promise<GenerationPiece[]> }> {
  const caller = new AbortController();
  let begun: () => void = () => {};
  const started = new Promise<void>((resolve) => (begun = resolve));
  const pieces = ask(generator, 'hang', { signal: caller.signal, onPiece: () => begun() });
  await Promise.race([started, pieces]);
  return { leave: () => caller.abort(), pieces };
}

it('writes piece by piece; the last one has the end and the usage', async () => {
  const generator = await open();
  expect(generator.activity().state).toBe('absent');
  await generator.load();
  expect(generator.activity()).toMatchObject({ state: 'ready', device: 'cpu', memoryBytes: 1000 });
  expect(await ask(generator, 'say 年假 15天')).toEqual([
    { text: '年假' },
    { text: '15天' },
    { text: '', finish: 'stop', usage: { promptTokens: 3, completionTokens: 2 } },
  ]);
  expect(generator.activity().completionTokens).toBe(2);
  expect(await generator.countTokens(['abc', ''])).toEqual([3, 0]);
});

describe('loading', () => {
  it('names the command that installs the runtime when it is missing', async () => {
    const generator = await open({ runtime: false });
    await expect(generator.load()).rejects.toMatchObject({
      code: 'MODEL_BACKEND_MISSING',
      fixes: expect.arrayContaining([
        expect.stringMatching(new RegExp(`^npm install --prefix ${root}/node-llama-cpp .*node-llama-cpp@`)),
      ]),
    });
  });

  it('refuses weights with another checksum before anything runs', async () => {
    const generator = await open({ sha256: '0'.repeat(64) });
    await expect(ask(generator, 'say x')).rejects.toMatchObject({ code: 'MODEL_CHECKSUM_MISMATCH' });
    expect(existsSync(join(root, 'models', 'writer', 'model.gguf'))).toBe(false);
  });

  it('says what the runtime said about weights that it cannot read', async () => {
    const generator = await open({ contextTokens: 999 });
    await expect(generator.load()).rejects.toMatchObject({ code: 'MODEL_BACKEND_UNAVAILABLE', detail: 'bad magic' });
    expect(generator.activity().state).toBe('absent');
  });

  it('frees the memory on unload and loads again for the next request', async () => {
    const generator = await open();
    await generator.load();
    await generator.unload();
    expect(generator.activity()).toMatchObject({ state: 'absent', memoryBytes: 0, restarts: 0 });
    expect(await ask(generator, 'say x')).toHaveLength(2);
  });
});

describe('the queue', () => {
  it('takes live requests before bulk ones that came earlier', async () => {
    const generator = await open();
    const first = await occupy(generator);
    const order: string[] = [];
    const bulk = ask(generator, 'say bulk', { priority: 'bulk' }).then(() => order.push('bulk'));
    const live = ask(generator, 'say live').then(() => order.push('live'));
    first.leave();
    await Promise.all([first.pieces, bulk, live]);
    expect(order).toEqual(['live', 'bulk']);
  });

  it('does not starve bulk requests', async () => {
    const generator = await open({ limits: { liveBurst: 2 } });
    const first = await occupy(generator);
    const order: string[] = [];
    const bulk = ask(generator, 'say bulk', { priority: 'bulk' }).then(() => order.push('bulk'));
    const live = ['1', '2', '3'].map((name) => ask(generator, `say ${name}`).then(() => order.push(name)));
    first.leave();
    await Promise.all([first.pieces, bulk, ...live]);
    expect(order).toEqual(['1', 'bulk', '2', '3']);
  });

  it('refuses at once when it is full, and takes requests again afterwards', async () => {
    const generator = await open({ limits: { maxQueued: { live: 1, bulk: 1 } } });
    const first = await occupy(generator);
    const second = ask(generator, 'say second');
    await expect(ask(generator, 'say third')).rejects.toMatchObject({ code: 'INFERENCE_QUEUE_FULL' });
    expect(generator.activity().queue.live.depth).toBe(1);
    first.leave();
    await Promise.all([first.pieces, second]);
    expect(await ask(generator, 'say fourth')).toHaveLength(2);
  });

  it('drops a request whose caller left while it waited', async () => {
    const generator = await open();
    const first = await occupy(generator);
    const caller = new AbortController();
    const second = ask(generator, 'say never', { signal: caller.signal });
    caller.abort();
    await expect(second).rejects.toMatchObject({ code: 'INFERENCE_CANCELLED' });
    expect(generator.activity().queue.live.depth).toBe(0);
    first.leave();
    await first.pieces;
  });
});

describe('cancelling', () => {
  it('ends a request that has begun with a last piece that says so', async () => {
    const generator = await open();
    const { leave, pieces } = await occupy(generator);
    leave();
    expect(await pieces).toEqual([{ text: 'begun' }, expect.objectContaining({ finish: 'cancelled' })]);
  });

  it('a reader that stops reading gives its place to the next', async () => {
    const generator = await open();
    const signal = new AbortController().signal;
    for await (const piece of generator.generate(
      { messages: [{ role: 'user', content: 'hang' }] },
      { signal, priority: 'live' },
    )) {
      expect(piece.text).toBe('begun');
      break;
    }
    expect(await ask(generator, 'say next')).toHaveLength(2);
    expect(generator.activity().restarts).toBe(0);
  });

  it('a run that does not heed it is ended with its process', async () => {
    const generator = await open({ limits: { cancelMs: 20 } });
    const caller = new AbortController();
    const deaf = ask(generator, 'deaf', { signal: caller.signal, onPiece: () => caller.abort() });
    await expect(deaf).rejects.toMatchObject({ code: 'INFERENCE_CANCELLED' });
    expect(await ask(generator, 'say next')).toHaveLength(2);
    expect(generator.activity().restarts).toBe(1);
  });

  it('tells a deadline of the caller from a caller who left', async () => {
    const generator = await open();
    await generator.load();
    await expect(ask(generator, 'hang', { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      code: 'INFERENCE_TIMEOUT',
      detail: 'the deadline of the caller has passed',
    });
  });

  it('ends what takes longer than the limit', async () => {
    const generator = await open({ limits: { timeoutMs: { live: 50, bulk: 50 } } });
    await generator.load();
    await expect(ask(generator, 'hang')).rejects.toMatchObject({ code: 'INFERENCE_TIMEOUT' });
  });
});

describe('a process that', () => {
  it('crashes is started again, and the request tried once more', async () => {
    const generator = await open();
    expect(await ask(generator, `crash-once ${join(root, 'crashed')}`)).toHaveLength(2);
    expect(generator.activity().restarts).toBe(1);
  });

  it('crashes each time fails the request with a clear code and serves the next', async () => {
    const generator = await open();
    await expect(ask(generator, 'crash')).rejects.toMatchObject({ code: 'INFERENCE_WORKER_CRASHED' });
    expect(await ask(generator, 'say still here')).toHaveLength(3);
    expect(generator.activity().restarts).toBe(2);
  });

  it('crashes after text was shown is not asked again: the text would come twice', async () => {
    const generator = await open();
    const shown: string[] = [];
    await expect(ask(generator, 'late', { onPiece: ({ text }) => shown.push(text) })).rejects.toMatchObject({
      code: 'INFERENCE_WORKER_CRASHED',
    });
    expect(shown).toEqual(['begun']);
  });

  it('stalls is ended', async () => {
    const generator = await open({ limits: { stallMs: 30 } });
    await expect(ask(generator, 'silent')).rejects.toMatchObject({ code: 'INFERENCE_WORKER_CRASHED' });
    expect(generator.activity().restarts).toBe(2);
  });
});

it('refuses what makes no sense', async () => {
  const generator = await open();
  const options = { signal: new AbortController().signal, priority: 'live' } as const;
  const first = (request: Parameters<LocalTextGenerator['generate']>[0]) => generator.generate(request, options).next();
  await expect(first({ messages: [] })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await expect(first({ messages: [{ role: 'user', content: 'x' }], maxTokens: 0 })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
});

it('after close takes no more requests', async () => {
  const generator = await open();
  await generator.load();
  await generator.close();
  await expect(ask(generator, 'say x')).rejects.toMatchObject({ code: 'INFERENCE_SHUTTING_DOWN' });
});
