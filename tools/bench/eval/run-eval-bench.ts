/**
 * Pairs that BERTScore scores in a second: the product's scorer, and the official Python package on the same weights,
 * cores and pairs when `--python` names an interpreter that has it. The two take turns, so that a busy moment of the
 * machine hits both; model loading is left out on either side.
 *
 *   npm run bench -- eval [--python PATH] [--gold-set FOLDER] [--language zh] [--pairs 400] [--runs 3] [--json]
 *
 * A candidate is a question with its reference behind it, so that no two texts are equal.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ScoringModels } from '@mingda/engine';
import { baselines, BertScorer, readGoldSet, type ScorePair } from '@mingda/evaluation';
import { languages, type Language } from '@mingda/language';
import { loadConfig, MingdaError } from '@mingda/platform';

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    'gold-set': { type: 'string', default: 'eval/sample' },
    language: { type: 'string', default: 'zh' },
    pairs: { type: 'string', default: '400' },
    runs: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});

interface Measured {
  readonly seconds: number;
  readonly f1: readonly number[];
}

interface Reference extends Measured {
  /** Largest difference of a hidden state from ONNX Runtime: a wrong copy of the weights would show. */
  readonly apart: number;
  readonly packages: Readonly<Record<string, string>>;
}

const mostApart = 1e-3;
const run = promisify(execFile);
const threads = availableParallelism();
const normalized = (text: string): string => text.normalize('NFKC').toLowerCase().trim();
const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function readPairs(language: Language): Promise<ScorePair[]> {
  const { questions } = await readGoldSet(values['gold-set']);
  const pairs = questions
    .filter((question) => question.lang === language && question.answers.length > 0)
    .map(({ question, answers: [reference] }) => ({
      candidate: normalized(`${question} ${reference}`),
      references: [normalized(reference)],
      language,
    }));
  if (pairs.length === 0)
    throw new MingdaError('INVALID_INPUT', { detail: `no question of ${language} has a reference` });
  return pairs.slice(0, Number(values.pairs));
}

/** The first call starts the process that holds the model; `hold` keeps it, so that what is timed is scoring. */
async function ours(models: ScoringModels, pairs: readonly ScorePair[]): Promise<Measured> {
  const started = performance.now();
  const scores = await new BertScorer({ models }).score(pairs);
  return { seconds: (performance.now() - started) / 1000, f1: scores.map((score) => score.raw.f1) };
}

async function reference(python: string, file: string, language: Language): Promise<Reference> {
  const script = join(import.meta.dirname, 'bert_score_reference.py');
  const weights = join(loadConfig().models.dir, baselines[language].model);
  const { stdout } = await run(python, [script, '--weights', weights, '--pairs', file, '--threads', String(threads)], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Reference;
}

const language = languages.find((it) => it === values.language) ?? 'zh';
const pairs = await readPairs(language);
const folder = await mkdtemp(join(tmpdir(), 'mingda-bench-eval-'));
const models = new ScoringModels(loadConfig());
const { model } = baselines[language];
const seconds: { ours: number[]; reference: number[] } = { ours: [], reference: [] };
let scores: readonly number[] = [];
let official: Reference | undefined;
await models.load(model);
try {
  const file = join(folder, 'pairs.json');
  await writeFile(file, JSON.stringify(pairs.map((pair) => [pair.candidate, pair.references[0]])));
  await ours(models, pairs.slice(0, 16));
  for (let round = 0; round < Number(values.runs); round += 1) {
    const measured = await ours(models, pairs);
    seconds.ours.push(measured.seconds);
    scores = measured.f1;
    if (values.python === undefined) continue;
    official = await reference(values.python, file, language);
    if (official.apart > mostApart)
      throw new MingdaError('MODEL_BAD_OUTPUT', { detail: `the copied weights differ by ${official.apart}` });
    seconds.reference.push(official.seconds);
  }
} finally {
  await models.unload();
  await rm(folder, { recursive: true, force: true });
}

const perSecond = (of: readonly number[]): number => Number((pairs.length / median(of)).toFixed(1));
const report = {
  model,
  pairs: pairs.length,
  meanCharacters: Math.round(
    pairs.reduce((sum, it) => sum + it.candidate.length + it.references[0].length, 0) / pairs.length,
  ),
  machine: `${cpus()[0]?.model ?? 'unknown'}, ${threads} cores`,
  pairsPerSecond: perSecond(seconds.ours),
  ...(official === undefined
    ? {}
    : {
        referencePairsPerSecond: perSecond(seconds.reference),
        ratio: Number((median(seconds.reference) / median(seconds.ours)).toFixed(2)),
        largestF1Difference: Math.max(...scores.map((score, index) => Math.abs(score - official.f1[index]))),
        packages: official.packages,
      }),
  runs: seconds,
};
process.stdout.write(
  values.json
    ? `${JSON.stringify(report, null, 2)}\n`
    : Object.entries(report)
        .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}\n`)
        .join(''),
);
