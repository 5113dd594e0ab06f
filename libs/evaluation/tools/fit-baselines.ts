/**
 * Fits the BERTScore baselines and writes `src/bert-score/baselines.json`:
 *
 *   node libs/evaluation/tools/fit-baselines.ts --zh FOLDER --zh FOLDER --en FOLDER [--pairs 2000] [--seed 20261124]
 *
 * FOLDER is a gold set with a `corpus.jsonl` in that language. Build the workspace first.
 */
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { InferenceEngine, ModelRegistry, ModelStore } from '@mingda/inference';
import { languages } from '@mingda/language';
import { createLogger, loadConfig } from '@mingda/platform';
import { readBaselineTexts } from '../src/bert-score/baseline-texts.ts';
import { baselines, type Baseline } from '../src/bert-score/baseline.ts';
import { BertScorer } from '../src/bert-score/bert-scorer.ts';
import { drawPairs, fitBaseline } from '../src/bert-score/fit-baseline.ts';

const { values } = parseArgs({
  options: {
    zh: { type: 'string', multiple: true, default: [] },
    en: { type: 'string', multiple: true, default: [] },
    pairs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '20261124' },
  },
});
const pairs = Number(values.pairs);
const seed = Number(values.seed);

const config = loadConfig();
const logger = createLogger(config, 'fit-baselines');
const registry = ModelRegistry.load({ file: config.models.file });
const store = new ModelStore({ dir: config.models.dir, hubEndpoint: config.models.hubEndpoint, registry, logger });
const engine = await InferenceEngine.start({ store, registry, threads: config.inference.threads, logger });
try {
  const fitted: Record<string, Baseline> = { ...baselines };
  for (const language of languages) {
    const folders = values[language];
    if (folders.length === 0) continue;
    const sentences = await readBaselineTexts(folders, language);
    const score = await fitBaseline(new BertScorer({ models: engine }), drawPairs(sentences, { pairs, seed }), {
      language,
    });
    const rounded = (value: number): number => Number(value.toFixed(4));
    fitted[language] = {
      model: baselines[language].model,
      precision: rounded(score.precision),
      recall: rounded(score.recall),
      f1: rounded(score.f1),
      pairs,
      seed,
      texts: `${sentences.length} sentences of ${folders.map((folder) => basename(folder)).join(', ')}`,
    };
  }
  await writeFile(new URL('../src/bert-score/baselines.json', import.meta.url), `${JSON.stringify(fitted, null, 2)}\n`);
  process.stdout.write(`${JSON.stringify(fitted, null, 2)}\n`);
} finally {
  await engine.close();
}
