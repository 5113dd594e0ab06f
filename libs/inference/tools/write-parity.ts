/**
 * Writes `test/fixtures/fixed-range-parity.json`, the vectors that Python's onnxruntime gets on the graphs that run here:
 *
 *   node libs/inference/tools/write-parity.ts --python FILE [--texts 20]
 *
 * FILE is a Python with the packages of `reference.py`. Texts are questions of the sample, alone and in one padded batch.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger, loadConfig } from '@mingda/platform';
import { activationRanges } from '../src/graph/activation-ranges.ts';
import { fixedRangeGraph } from '../src/graph/fixed-range-graph.ts';
import { ModelRegistry } from '../src/registry/model-registry.ts';
import { ModelStore } from '../src/store/model-store.ts';
import { TextTokenizer } from '../src/tokenizer/text-tokenizer.ts';

const { values } = parseArgs({
  options: { python: { type: 'string', default: 'python3' }, texts: { type: 'string', default: '20' } },
});
const config = loadConfig();
const logger = createLogger(config, 'write-parity');
const registry = ModelRegistry.load();
const store = new ModelStore({ ...config.models, registry, logger });
const sample = readFileSync(new URL('../../../eval/sample/questions.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as { readonly question: string; readonly lang: string });

const folder = mkdtempSync(join(tmpdir(), 'mingda-parity-'));
const models: object[] = [];
for (const language of ['zh', 'en']) {
  const key = `bge-small-${language}-v1.5-int8`;
  const entry = registry.local(key);
  const files = await store.ensure(key);
  const graph = await fixedRangeGraph(files.model, activationRanges(entry.sha256.model) ?? []);
  if (graph === undefined) throw new TypeError(`${key} has no fitted ranges`);
  writeFileSync(join(folder, 'graph.onnx'), graph);
  const tokenizer = new TextTokenizer(readFileSync(files.tokenizer, 'utf8'), entry);
  const texts = sample
    .filter(({ lang }) => lang === language)
    .slice(0, Number(values.texts))
    .map(({ question }) => question);
  const rows = texts.map((text) => [...tokenizer.encode(text).ids]);
  const task = { model: join(folder, 'graph.onnx'), batches: [...rows.map((row) => [row]), rows] };
  const [input, output] = [join(folder, 'task.json'), join(folder, 'reply.json')];
  writeFileSync(input, JSON.stringify(task));
  execFileSync(values.python, [join(import.meta.dirname, 'reference.py'), 'vectors', input, output]);
  const vectors = JSON.parse(readFileSync(output, 'utf8')) as number[][];
  const packed = vectors.map((vector) => Buffer.from(Float32Array.from(vector).buffer).toString('base64'));
  models.push({
    key,
    texts: texts.map((text, index) => ({ text, alone: packed[index], batched: packed[texts.length + index] })),
  });
}
rmSync(folder, { recursive: true });
const target = new URL('../test/fixtures/fixed-range-parity.json', import.meta.url);
writeFileSync(target, `${JSON.stringify({ madeWith: 'onnxruntime 1.30.0', models }, undefined, 1)}\n`);
