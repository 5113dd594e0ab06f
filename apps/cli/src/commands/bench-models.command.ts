import type { ModelRegistry, OnnxEntry } from '@mingda/inference';
import type { Language } from '@mingda/language';
import { MingdaError } from '@mingda/platform';
import { Command, InvalidArgumentError } from 'commander';
import { join, resolve } from 'node:path';
import { readGoldPassages } from '../bench/models/gold-passages.ts';
import { benchModel, type ModelRow, type ReferenceVectors } from '../bench/models/model-bench.ts';
import { runCommand, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { ensureModels, modelsOnDisk, type ModelsOnDisk } from '../models-on-disk.ts';
import { textTable } from '../terminal/text-table.ts';

interface BenchModelsOptions extends CommonOptions {
  readonly goldSet?: string;
  readonly texts: number;
  readonly questions: number;
  readonly runs: number;
}

interface ModelReport {
  readonly goldSet: string;
  readonly threads: number | null;
  readonly models: readonly ModelRow[];
}

export function benchModelsCommand(): Command {
  return withCommonOptions(new Command('models'))
    .description('The table that people choose an embedding model by: size, speed, drift and quality of each variant')
    .argument('[key...]', 'keys of the registry; all whose weights are on this machine by default')
    .option('--gold-set <folder>', 'whose documents and questions are used (default: the sample)')
    .option('--texts <n>', 'texts that drift from fp32 is measured on', count, 500)
    .option('--questions <n>', 'questions of each language that quality is measured on', count, 400)
    .option('--runs <n>', 'single questions that latency is measured on', count, 200)
    .action((keys: string[], options: BenchModelsOptions) =>
      runCommand(options, async (context) => {
        const report = await benchModels(context, keys, options);
        context.terminal.result(report, describe(report.models));
      }),
    );
}

async function benchModels(
  context: CommandContext,
  keys: readonly string[],
  options: BenchModelsOptions,
): Promise<ModelReport> {
  const { config, logger, terminal } = context;
  const folder = resolve(options.goldSet ?? join(config.goldSetsDir, 'sample'));
  const models = modelsOnDisk(config, logger);
  const entries = choose(models, keys);
  await ensureModels(
    models,
    entries.map(({ key }) => key),
    terminal,
  );
  const gold = await readGoldPassages(folder, { config, logger, questions: options.questions });
  const { threads } = config.inference;
  const settings = {
    engine: { registry: models.registry, store: models.store, logger, threads },
    driftTexts: options.texts,
    latencyRuns: options.runs,
  };
  const references: Record<Language, ReferenceVectors> = { zh: new Map(), en: new Map() };
  const rows: ModelRow[] = [];
  for (const entry of entries) {
    const fileBytes = models.store.weightsBytes(entry.key);
    for (const [language, passages] of gold) {
      if (!entry.languages.includes(language) || passages.queries.length === 0) continue;
      terminal.note(`measuring ${entry.key}, ${passages.passages.length} passages in ${language}`);
      const measure = { settings, reference: references[language] };
      rows.push(await benchModel({ entry, language, fileBytes }, passages, measure));
    }
  }
  return { goldSet: folder, threads: threads ?? null, models: rows };
}

/** The wanted models, in families; the fp32 one of a family goes first, the others are compared with it. */
function choose({ registry, store }: ModelsOnDisk, keys: readonly string[]): OnnxEntry[] {
  const wanted =
    keys.length > 0
      ? keys.map((key) => registry.local(key))
      : registry.list().filter((it): it is OnnxEntry => it.kind === 'onnx' && store.state(it.key) === 'present');
  if (wanted.length === 0) {
    throw new MingdaError('MODEL_UNAVAILABLE', {
      detail: 'no weights are on this machine',
      fixes: ['fetch some with `mingda models pull`', 'name the models to measure'],
    });
  }
  const all = new Set([...wanted, ...wanted.flatMap(({ family }) => floatModel(registry, family))]);
  return [...all].toSorted((a, b) => compare(a.family, b.family) || rank(a) - rank(b) || compare(a.key, b.key));
}

const floatModel = (registry: ModelRegistry, family: string): OnnxEntry[] =>
  registry
    .list()
    .filter((it): it is OnnxEntry => it.kind === 'onnx' && it.family === family && it.precision === 'fp32')
    .slice(0, 1);

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
const rank = ({ precision }: OnnxEntry): number => ['fp32', 'fp16', 'int8-dynamic', 'int8-static'].indexOf(precision);

function describe(rows: readonly ModelRow[]): string {
  return textTable(
    [
      'model',
      'lang',
      'parameters',
      'precision',
      'file',
      'memory',
      'mean ms',
      'p95 ms',
      'tokens/s',
      'cosine mean',
      'min',
      'R@10',
      'nDCG@10',
    ],
    rows.map((row) => [
      row.model,
      row.language,
      `${(row.parameters / 1e6).toFixed(1)} M`,
      row.precision,
      `${(row.fileBytes / 1e6).toFixed(1)} MB`,
      `${(row.memoryBytes / 1e6).toFixed(0)} MB`,
      row.meanMs.toFixed(1),
      row.p95Ms.toFixed(1),
      row.tokensPerSecond.toFixed(0),
      row.drift === null ? '-' : row.drift.mean.toFixed(4),
      row.drift === null ? '-' : row.drift.min.toFixed(4),
      row.recallAt10.toFixed(3),
      row.ndcgAt10.toFixed(3),
    ]),
  );
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number above 0 is needed');
  return number;
}
