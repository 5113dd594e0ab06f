import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GraphWriter } from '../graph/graph-writer.ts';
import { elementTypes } from '../graph/onnx-file.ts';
import type { Batch } from './backend.ts';
import { OnnxBackend } from './onnx-backend.ts';

const folder = mkdtempSync(join(tmpdir(), 'mingda-backend-'));
afterAll(() => rmSync(folder, { recursive: true }));

const dimensions = 4;
const none = new Int32Array();
const batch: Batch = {
  model: 'tiny',
  ids: Int32Array.of(5, 6, 7, 8, 9),
  lengths: Int32Array.of(2, 3),
  secondFrom: Int32Array.of(2, 3),
  spans: none,
  tokens: none,
};

/** A real model file: each token's vector is its id, `factor` times, in every component. */
function tinyModel(options: { factor?: number; components?: number; type?: number } = {}): string {
  const { factor = 1, components = dimensions, type = elementTypes.float } = options;
  const graph = new GraphWriter();
  const ids = graph.node('Cast', ['input_ids'], { attributes: { to: { int: elementTypes.float } } });
  const wide = graph.node('Unsqueeze', [ids, graph.integers(2)]);
  const scaled = graph.node('Mul', [wide, graph.floats(new Float32Array(components).fill(factor))]);
  graph.node('Cast', [scaled], { name: 'last_hidden_state', attributes: { to: { int: type } } });
  graph.output({ name: 'last_hidden_state', type, dims: ['texts', 'tokens', components] });
  const file = join(folder, `${factor}-${components}-${type}.onnx`);
  writeFileSync(file, graph.model([{ name: 'input_ids', type: elementTypes.int64, dims: ['texts', 'tokens'] }]));
  return file;
}

async function backendWith(path: string): Promise<OnnxBackend> {
  const backend = new OnnxBackend('cpu', 1);
  await backend.load({ key: 'tiny', path, dimensions, pooling: 'mean', padId: 1 });
  return backend;
}

describe('a model of its own graph', () => {
  it('gives normalised vectors in the order of the batch', async () => {
    const backend = await backendWith(tinyModel());
    const { pooled } = await backend.run(batch);
    expect([...pooled]).toEqual(new Array(8).fill(0.5));
    await backend.unload('tiny');
  });
});

describe('an output that cannot be used is refused by name', () => {
  it.each([
    ['not a number', { factor: Number.NaN }, /zero or not finite/],
    ['infinite', { factor: Infinity }, /zero or not finite/],
    ['zero', { factor: 0 }, /zero or not finite/],
    ['of another width', { components: 3 }, /expected float32 \[1, 8, 4\], got float32 \[1, 8, 3\]/],
    ['of another type', { type: elementTypes.int32 }, /got int32/],
  ] as const)('%s', async (_name, options, detail) => {
    await expect(backendWith(tinyModel(options))).rejects.toMatchObject({
      code: 'MODEL_BAD_OUTPUT',
      subject: 'tiny',
      detail: expect.stringMatching(detail),
    });
  });

  it('and a file that is no model names the weights', async () => {
    const file = join(folder, 'rubbish.onnx');
    writeFileSync(file, 'rubbish');
    await expect(backendWith(file)).rejects.toMatchObject({
      code: 'MODEL_BACKEND_UNAVAILABLE',
      fixes: expect.arrayContaining([expect.stringContaining('verify')]),
    });
  });
});
