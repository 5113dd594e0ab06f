import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@mingda/platform';

/** Key of the cross-encoder for tests. */
export const overlapModel = 'overlap-cross-encoder';

/** What it makes of the share of the query's tokens that stand in the text. */
export const overlapScore = (share: number): number => 1 / (1 + Math.exp(4.5 - 9 * share));

const graph = fileURLToPath(new URL('../../inference/test/fixtures/overlap-cross-encoder.onnx', import.meta.url));
const tokenizerOf = 'bge-small-zh-v1.5-int8';

/**
 * Lays down a cross-encoder that is a real graph and no language model: its score says which share of the query's tokens stands
 * in the text. The tokenizer is that of the Chinese embedding model, which must be in the machine's model folder.
 * @param entries further entries of the registry
 * @returns path of a registry file for `MINGDA_MODELS_FILE`
 */
export async function writeOverlapModel(folder: string, entries: readonly object[] = []): Promise<string> {
  const weights = join(folder, 'weights');
  await mkdir(weights, { recursive: true });
  const model = join(weights, 'model.onnx');
  const tokenizer = join(weights, 'tokenizer.json');
  await copyFile(graph, model);
  await copyFile(join(loadConfig().models.dir, tokenizerOf, 'tokenizer.json'), tokenizer);
  const entry = {
    kind: 'cross-encoder',
    key: overlapModel,
    languages: ['zh', 'en'],
    maxTokens: 64,
    normalization: 'nfkc-lower',
    precision: 'fp32',
    parameters: 1,
    license: 'Apache-2.0',
    sha256: { model: await sha256(model), tokenizer: await sha256(tokenizer) },
    sources: { folder: { path: weights, model: 'model.onnx', tokenizer: 'tokenizer.json' } },
  };
  const file = join(folder, 'models.json');
  await writeFile(file, JSON.stringify({ models: [entry, ...entries] }));
  return file;
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
