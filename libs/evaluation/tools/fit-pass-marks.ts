/**
 * Fits the BERTScore pass marks on rated answers and writes `src/bert-score/pass-marks.json`:
 *
 *   node libs/evaluation/tools/fit-pass-marks.ts --rated FILE [--rated FILE]
 *
 * FILE has one JSON object a line: {"answer", "references": [...], "good": true | false}. The language of the references
 * chooses the model; a language without rated answers keeps its mark. Build the workspace first.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { InferenceEngine, ModelRegistry, ModelStore } from '@mingda/inference';
import { languages } from '@mingda/language';
import { createLogger, loadConfig } from '@mingda/platform';
import { z } from 'zod';
import { baselines } from '../src/bert-score/baseline.ts';
import { BertScorer } from '../src/bert-score/bert-scorer.ts';
import { fitPassMark } from '../src/bert-score/fit-pass-mark.ts';
import { passMarks, type PassMark } from '../src/bert-score/pass-marks.ts';
import { scoringLanguage } from '../src/bert-score/scoring-language.ts';

const { values } = parseArgs({ options: { rated: { type: 'string', multiple: true, default: [] } } });
const ratedSchema = z.object({ answer: z.string(), references: z.array(z.string()).min(1), good: z.boolean() });

const contents = await Promise.all(values.rated.map((file) => readFile(file, 'utf8')));
const rated = contents
  .flatMap((content) => content.split('\n'))
  .filter((line) => line.trim() !== '')
  .map((line) => ratedSchema.parse(JSON.parse(line)));

const config = loadConfig();
const logger = createLogger(config, 'fit-pass-marks');
const registry = ModelRegistry.load({ file: config.models.file });
const store = new ModelStore({ dir: config.models.dir, hubEndpoint: config.models.hubEndpoint, registry, logger });
const engine = await InferenceEngine.start({ store, registry, threads: config.inference.threads, logger });
try {
  const marks: Record<string, PassMark> = { ...passMarks };
  for (const language of languages) {
    const own = rated.filter((it) => scoringLanguage(it.references) === language);
    if (own.length === 0) continue;
    const scores = await new BertScorer({ models: engine }).score(
      own.map(({ answer, references }) => ({ candidate: answer, references, language })),
    );
    const { mark, balancedAccuracy } = fitPassMark(own.map(({ good }, index) => ({ f1: scores[index].raw.f1, good })));
    marks[language] = {
      model: baselines[language].model,
      mark: Number(mark.toFixed(2)),
      balancedAccuracy: Number(balancedAccuracy.toFixed(2)),
      answers: `${own.length} rated answers of ${values.rated.map((file) => basename(file)).join(', ')}`,
    };
  }
  await writeFile(new URL('../src/bert-score/pass-marks.json', import.meta.url), `${JSON.stringify(marks, null, 2)}\n`);
  process.stdout.write(`${JSON.stringify(marks, null, 2)}\n`);
} finally {
  await engine.close();
}
