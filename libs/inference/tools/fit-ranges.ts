/**
 * Fits the activation ranges of an 8-bit embedding model and writes `src/graph/activation-ranges.json`:
 *
 *   node libs/inference/tools/fit-ranges.ts --model KEY --set FOLDER --set FOLDER [--texts 200]
 *
 * FOLDER is a gold set with `corpus.jsonl` and `questions.jsonl` in the model's language. Of each activation the range is
 * the median of the ranges that single texts have: the outliers of a few texts would make the steps coarse for all.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger, loadConfig } from '@mingda/platform';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import fitted from '../src/graph/activation-ranges.json' with { type: 'json' };
import { bertGraph, quantizedActivations, wantedTokensInput, type ActivationRange } from '../src/graph/bert-graph.ts';
import { readBertWeights } from '../src/graph/bert-weights.ts';
import { ModelRegistry } from '../src/registry/model-registry.ts';
import { ModelStore } from '../src/store/model-store.ts';
import { TextTokenizer } from '../src/tokenizer/text-tokenizer.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'bge-small-zh-v1.5-int8' },
    set: { type: 'string', multiple: true, default: [] },
    texts: { type: 'string', default: '200' },
  },
});

const config = loadConfig();
const logger = createLogger(config, 'fit-ranges');
const registry = ModelRegistry.load({ file: config.models.file });
const store = new ModelStore({ dir: config.models.dir, hubEndpoint: config.models.hubEndpoint, registry, logger });
const entry = registry.local(values.model);
const files = await store.ensure(values.model);
const tokenizer = new TextTokenizer(await readFile(files.tokenizer, 'utf8'), entry);
const weights = readBertWeights(await readFile(files.model));
if (weights === undefined) throw new TypeError(`${values.model} is no dynamically quantised BERT encoder`);
const session = await InferenceSession.create(bertGraph(weights), { logSeverityLevel: 3 });
const [, ...observed] = session.outputNames;

async function rangesOf(ids: Int32Array): Promise<ActivationRange[]> {
  const shape = [1, ids.length];
  const results = await session.run({
    input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
    attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
    [wantedTokensInput]: new Tensor('int64', BigInt64Array.of(BigInt(ids.length)), [1]),
  });
  return Array.from({ length: observed.length / 2 }, (_, index) => {
    const step = Number(results[observed[index * 2] ?? '']?.data[0]);
    const zero = Number(results[observed[index * 2 + 1] ?? '']?.data[0]);
    return [-zero * step, (255 - zero) * step];
  });
}

/** Every n-th line, so that all parts of a set are seen. */
async function sample(file: string, field: string, count: number): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const step = Math.max(1, Math.floor(lines.length / count));
  return lines
    .filter((_, index) => index % step === 0)
    .map((line) => String((JSON.parse(line) as Record<string, unknown>)[field]));
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const all: ActivationRange[][] = [];
for (const folder of values.set) {
  const each = Math.ceil(Number(values.texts) / values.set.length / 2);
  const passages = await sample(join(folder, 'corpus.jsonl'), 'text', each);
  const questions = await sample(join(folder, 'questions.jsonl'), 'question', each);
  for (const text of passages) all.push(await rangesOf(tokenizer.encode(text, entry.passagePrefix).ids));
  for (const text of questions) all.push(await rangesOf(tokenizer.encode(text, entry.queryPrefix).ids));
}
const rounded = (side: 0 | 1, index: number): number =>
  Number(median(all.map((ranges) => ranges[index]?.[side] ?? 0)).toPrecision(5));
const ranges = Array.from({ length: quantizedActivations(weights) }, (_, index) => [
  rounded(0, index),
  rounded(1, index),
]);
const target = new URL('../src/graph/activation-ranges.json', import.meta.url);
await writeFile(target, `${JSON.stringify({ ...fitted, [entry.sha256.model]: ranges }, undefined, 1)}\n`);
process.stdout.write(`${values.model}: ${ranges.length} ranges from ${all.length} texts\n`);
