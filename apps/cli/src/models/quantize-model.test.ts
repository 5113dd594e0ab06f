import { ModelRegistry, ModelStore } from '@mingda/inference';
import { createLogger, loadConfig, type Config } from '@mingda/platform';
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quantizeModel, type QuantizeRequest } from './quantize-model.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');
const shared = loadConfig().models.dir;
const source = 'bge-small-zh-v1.5-fp32';

let root: string;
let config: Config;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mingda-quantize-test-'));
  // The float weights come from the machine's own folder, the variants go into a new one.
  const entry = { ...ModelRegistry.load().local(source) };
  const sources = { folder: { path: join(shared, source), model: 'model.onnx', tokenizer: 'tokenizer.json' } };
  const file = join(root, 'models.json');
  await writeFile(file, JSON.stringify({ models: [{ ...entry, sources }] }));
  config = loadConfig({ MINGDA_MODELS_DIR: join(root, 'models'), MINGDA_MODELS_FILE: file });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const present = new ModelStore({
  dir: shared,
  hubEndpoint: '',
  registry: ModelRegistry.load(),
  logger,
}).state(source);

function quantize(request: Partial<QuantizeRequest>): ReturnType<typeof quantizeModel> {
  return quantizeModel({ model: source, precision: 'fp16', python: 'python3', ...request }, config, logger);
}

async function calibration(lines: number): Promise<string> {
  const file = join(root, 'calibration.txt');
  const texts = Array.from({ length: lines }, (_, index) => `第${index + 1}条：报销单应在费用发生后${index}天内提交。`);
  await writeFile(file, texts.join('\n'));
  return file;
}

it('refuses to make a variant of a variant', async () => {
  await expect(quantize({ model: 'bge-small-zh-v1.5-int8' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

describe.skipIf(present !== 'present')('what is missing is named', () => {
  it.each([
    ['no calibration file', undefined],
    ['a file that is not there', '/nowhere/calibration.txt'],
  ])('%s', async (_name, file) => {
    const failed = quantize({ precision: 'int8-static', calibration: file });
    await expect(failed).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('too few texts', async () => {
    const failed = quantize({ precision: 'int8-static', calibration: await calibration(3) });
    await expect(failed).rejects.toMatchObject({ code: 'INVALID_INPUT', detail: expect.stringContaining('3 texts') });
  });

  it('Python itself', async () => {
    await expect(quantize({ python: 'no-such-python' })).rejects.toMatchObject({
      code: 'MODEL_BACKEND_MISSING',
      subject: 'no-such-python',
    });
  });

  it('its packages, with the command that installs them; nothing is left behind', async () => {
    // A Python without site packages lacks them for certain.
    const bare = join(root, 'bare-python');
    await writeFile(bare, '#!/bin/sh\nexec python3 -I -S "$@"\n');
    await chmod(bare, 0o755);
    await expect(quantize({ python: bare })).rejects.toMatchObject({
      code: 'MODEL_BACKEND_MISSING',
      fixes: [expect.stringMatching(/-m pip install .*onnxruntime/), expect.any(String)],
    });
    expect(await readdir(config.models.dir)).toEqual([source]);
  });
});

const python = process.env.MINGDA_TEST_PYTHON ?? 'python3';

function hasQuantizer(): boolean {
  try {
    execFileSync(python, ['-c', 'import onnx, onnxruntime, sympy'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write(`skipped: ${python} lacks onnx, onnxruntime or sympy\n`);
    return false;
  }
}

describe.skipIf(present !== 'present' || !hasQuantizer())('a real variant', { timeout: 300_000 }, () => {
  it('stands beside the float model with its checksum, and made again replaces itself', async () => {
    const made = await quantize({ python });
    expect(made).toMatchObject({ key: 'bge-small-zh-v1.5-fp16', precision: 'fp16' });
    expect(made.bytes).toBeLessThan(made.fromBytes * 0.6);
    expect(made.cosine).toBeGreaterThan(0.9999);
    const registry = ModelRegistry.load(config.models);
    expect(registry.local(made.key)).toMatchObject({ family: 'bge-small-zh-v1.5', sha256: { model: made.sha256 } });
    const store = new ModelStore({ ...config.models, registry, logger });
    expect(await store.verify(made.key)).toBe('present');
    await quantize({ python });
    const own = ModelRegistry.load({ dir: config.models.dir });
    expect(own.list().filter(({ key }) => key === made.key)).toHaveLength(1);
  });

  it('that was tampered with is refused before it is loaded', async () => {
    const { key } = await quantize({ python });
    await writeFile(join(config.models.dir, key, 'model.onnx'), 'something else');
    const registry = ModelRegistry.load(config.models);
    await expect(new ModelStore({ ...config.models, registry, logger }).ensure(key)).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
    });
  });

  it('of static int8 measures the ranges on the given texts', async () => {
    const made = await quantize({ python, precision: 'int8-static', calibration: await calibration(20) });
    expect(made).toMatchObject({ key: 'bge-small-zh-v1.5-int8-static', calibrationTexts: 20 });
    expect(made.bytes).toBeLessThan(made.fromBytes * 0.5);
    expect(made.cosine).toBeGreaterThan(0.9);
  });
});
