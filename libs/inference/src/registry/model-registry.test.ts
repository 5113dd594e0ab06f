import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ModelRegistry } from './model-registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'mingda-registry-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(content: unknown): string {
  const file = join(folder, 'models.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const remote = {
  kind: 'remote',
  key: 'house-model',
  languages: ['zh', 'en'],
  dimensions: 1024,
  maxTokens: 8192,
  url: 'http://127.0.0.1:8000/v1',
  model: 'bge-m3',
};

it('ships a Chinese and an English model in both precisions, and the English scoring model', () => {
  const registry = ModelRegistry.load();
  expect(registry.list().map(({ key }) => key)).toEqual([
    'bge-small-zh-v1.5-int8',
    'bge-small-zh-v1.5-fp32',
    'bge-small-en-v1.5-int8',
    'bge-small-en-v1.5-fp32',
    'all-minilm-l6-v2-fp32',
    'gemma3-270m',
  ]);
  expect(registry.local('bge-small-zh-v1.5-int8')).toMatchObject({
    dimensions: 512,
    maxTokens: 512,
    pooling: 'cls',
    normalization: 'nfkc-lower',
  });
  expect(registry.local('bge-small-en-v1.5-int8').dimensions).toBe(384);
});

it('takes further entries from the operator, whose own win', () => {
  const shipped = ModelRegistry.load().local('bge-small-zh-v1.5-int8');
  const registry = ModelRegistry.load({ file: written({ models: [remote, { ...shipped, queryPrefix: '问题：' }] }) });
  expect(registry.get('house-model')).toMatchObject({ kind: 'remote', timeoutMs: 30_000, queryPrefix: '' });
  expect(registry.local('bge-small-zh-v1.5-int8').queryPrefix).toBe('问题：');
  expect(() => registry.local('house-model')).toThrow('INVALID_INPUT');
});

it('keeps models that write text apart from those that embed', () => {
  const registry = ModelRegistry.load();
  expect(registry.generator('gemma3-270m')).toMatchObject({ kind: 'gguf', prompt: 'transcript', contextTokens: 4096 });
  expect(registry.stored('gemma3-270m').sha256).not.toHaveProperty('tokenizer');
  expect(() => registry.get('gemma3-270m')).toThrow('INVALID_INPUT');
  expect(() => registry.local('gemma3-270m')).toThrow('INVALID_INPUT');
  expect(() => registry.generator('bge-small-zh-v1.5-int8')).toThrow('INVALID_INPUT');
  expect(() => registry.generator('gpt')).toThrow('MODEL_UNKNOWN');
});

it('adds the variants made on this machine, below the operator’s own entries', () => {
  const shipped = ModelRegistry.load().local('bge-small-zh-v1.5-int8');
  const variant = { ...shipped, key: 'variant', sources: {} };
  writeFileSync(join(folder, 'registry.json'), JSON.stringify({ models: [variant] }));
  expect(ModelRegistry.load({ dir: folder }).local('variant').family).toBe('bge-small-zh-v1.5');
  const file = written({ models: [{ ...variant, family: 'mine' }] });
  expect(ModelRegistry.load({ dir: folder, file }).local('variant').family).toBe('mine');
  expect(() => ModelRegistry.load({ dir: join(folder, 'nowhere') }).get('variant')).toThrow('MODEL_UNKNOWN');
});

it('names the keys there are when one is unknown', () => {
  expect(() => ModelRegistry.load().get('bge-large')).toThrow(
    /MODEL_UNKNOWN.*\(bge-large\)[\s\S]*bge-small-zh-v1\.5-int8/,
  );
});

it.each([
  ['no JSON', '{', /CONFIG_INVALID.*models\.json/],
  [
    'a missing checksum',
    { models: [{ ...ModelRegistry.load().get('bge-small-zh-v1.5-int8'), sha256: {} }] },
    /models\.0\.sha256\.model/,
  ],
  ['a misspelt field', { models: [{ ...remote, dimension: 3 }] }, /dimension/],
  ['a bad address', { models: [{ ...remote, url: 'nowhere' }] }, /models\.0\.url/],
])('refuses a file with %s, naming what is wrong', (_name, content, message) => {
  expect(() => ModelRegistry.load({ file: written(content) })).toThrow(message);
});
