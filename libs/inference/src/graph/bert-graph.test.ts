import { readFile } from 'node:fs/promises';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { registry, store } from '../../test/model-cache.ts';
import { activationRanges } from './activation-ranges.ts';
import { bertGraph, quantizedActivations } from './bert-graph.ts';
import { readBertWeights } from './bert-weights.ts';
import { fixedRangeGraph } from './fixed-range-graph.ts';
import { bytesField, floatField, integerField, readFields, readIntegers } from './protobuf-fields.ts';

describe.each([
  ['bge-small-zh-v1.5-int8', { dimensions: 512, heads: 8, layers: 4 }],
  ['bge-small-en-v1.5-int8', { dimensions: 384, heads: 12, layers: 12 }],
] as const)('%s', (key, shape) => {
  it('is recognised by its weights and has fitted ranges for all of its activations', async () => {
    const { model } = await store.ensure(key);
    const weights = readBertWeights(await readFile(model));
    expect(weights).toMatchObject({ dimensions: shape.dimensions, heads: shape.heads });
    expect(weights?.layers).toHaveLength(shape.layers);
    expect(weights?.epsilon).toBeCloseTo(1e-12, 15);
    const ranges = activationRanges(registry.local(key).sha256.model);
    expect(ranges).toHaveLength(weights === undefined ? 0 : quantizedActivations(weights));
    for (const [low, high] of ranges ?? []) expect(low).toBeLessThan(high);
  });
});

it('runs without ranges too, and tells those of the run', async () => {
  const { model } = await store.ensure('bge-small-zh-v1.5-int8');
  const weights = readBertWeights(await readFile(model));
  const session = await InferenceSession.create(weights === undefined ? new Uint8Array() : bertGraph(weights));
  expect(session.outputNames[0]).toBe('last_hidden_state');
  expect(session.outputNames).toHaveLength(1 + 2 * 16);
  await session.release();
});

describe('a file of another kind runs as it is stored', () => {
  it('when its weights are floats', async () => {
    const { model } = await store.ensure('bge-small-zh-v1.5-fp32');
    expect(readBertWeights(await readFile(model))).toBeUndefined();
  });

  it('when the ranges are those of a model with other layers', async () => {
    const { model } = await store.ensure('bge-small-zh-v1.5-int8');
    expect(await fixedRangeGraph(model, [[-1, 1]])).toBeUndefined();
  });
});

describe('protobuf fields', () => {
  it.each([0, 1, 127, 128, 300, 2 ** 31, 2 ** 40, -1])('keep the integer %d', (value) => {
    const [field] = readFields(integerField(9, value));
    expect(field).toMatchObject({ number: 9, integer: value });
    expect(readIntegers(field)).toEqual([value]);
  });

  it('keep nested bytes, texts and floats', () => {
    const message = Buffer.concat([bytesField(1, 'zh 中文'), bytesField(2, floatField(3, 0.5))]);
    const [name, nested] = readFields(message);
    expect(Buffer.from(name.bytes).toString('utf8')).toBe('zh 中文');
    const [float] = readFields(nested.bytes);
    expect(new DataView(Uint8Array.from(float.bytes).buffer).getFloat32(0, true)).toBe(0.5);
  });

  it.each([
    ['ends inside a field', [0x0a, 0x05, 0x01]],
    ['ends inside a number', [0x08, 0x80]],
    ['holds a field of an unknown kind', [0x0b]],
  ])('refuse a message that %s', (_name, bytes) => {
    expect(() => [...readFields(Uint8Array.from(bytes))]).toThrow(RangeError);
  });
});
