import {
  defaultMargins,
  gateMeasures,
  profileSchema,
  type EvaluationReport,
  type GateMargins,
  type GateMeasure,
  type MetricName,
  type Profile,
} from '@mingda/contracts';
import { compareRuns, decideGate, readGoldSet, type GateRule } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { Command, InvalidArgumentError } from 'commander';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  runCommand,
  withKnowledgeBase,
  withServerOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { explain, toJunit, toMarkdown, type GateRun } from '../gate/gate-report.ts';
import { readRunFile, toBaseline } from '../gate/run-file.ts';
import { isRunId } from '../gate/run-id.ts';
import { corpusCollection } from '../importing/gold-set-corpus.ts';
import { findCollection } from '../importing/import-documents.ts';
import type { KnowledgeBase } from '../knowledge-base/knowledge-base.ts';
import { textTable } from '../terminal/text-table.ts';

interface GateOptions extends CommonOptions {
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly margin?: GateMargins;
  readonly confidence: number;
  readonly minQuestions: number;
  readonly collection?: string;
  readonly profile?: string;
  readonly limit?: number;
  readonly junit?: string;
  readonly markdown?: string;
}

/** Exit codes that a pipeline tells apart. */
const exitCodes = { passed: 0, 'not-passed': 1, 'not-measured': 2 } as const;

/** What has to be computed for a measure. */
const metricsOf: Readonly<Record<GateMeasure, readonly MetricName[]>> = {
  accuracy: ['accuracy', 'mrr'],
  similarityMark: ['bertScoreF1'],
  recallAt5: ['recallAt5'],
  refusalRecall: ['refusalRecall'],
};

export function gateCommand(): Command {
  return (
    withServerOptions(new Command('gate'))
      .description('Compare a run with its baseline: exit code 0 not worse, 1 worse or undecided, 2 not measured')
      .argument('[gold-set-folder]', 'folder with questions.jsonl (default: the sample)')
      .option('--baseline <run>', 'report or baseline file, or id of a run (default: baseline.json of the gold set)')
      .option('--write-baseline <file>', 'write this run as a baseline and compare with nothing')
      .option('--margin <measure=share>', `how much worse is allowed; ${gateMeasures.join(', ')}; repeatable`, margin)
      .option('--confidence <share>', 'one-sided confidence', share, 0.95)
      .option('--min-questions <n>', 'with fewer common questions nothing is decided', positive, 20)
      .option(
        '--collection <name>',
        "measure this collection as it is, instead of one made of the gold set's documents",
      )
      .option('--profile <file>', 'JSON of the profile to measure; settings that it leaves out take their defaults')
      .option('--limit <n>', 'only the first N questions by the sha256 of their id', positive)
      .option('--junit <file>', 'write the verdict as JUnit XML')
      .option('--markdown <file>', 'write a summary as Markdown')
      // A mistyped option has measured nothing: 1 would say "worse".
      .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : exitCodes['not-measured']))
      .action((folder: string | undefined, options: GateOptions) =>
        runCommand(options, (context) => gate(context, folder, options), { failureCode: exitCodes['not-measured'] }),
      )
  );
}

async function gate(context: CommandContext, folder: string | undefined, options: GateOptions): Promise<void> {
  const { terminal, config } = context;
  const path = resolve(folder ?? join(config.goldSetsDir, 'sample'));
  const rule: GateRule = { margins: options.margin ?? defaultMargins, ...options };
  const started = Date.now();
  const { report, baseline } = await withKnowledgeBase(context, options, async (base) => ({
    // Read first: a run of minutes for a file that is not there would be a nuisance.
    baseline:
      options.writeBaseline === undefined
        ? await readRun(base, options.baseline ?? join(path, 'baseline.json'))
        : undefined,
    report: await measure(context, base, { path, options, margins: rule.margins }),
  }));
  if (options.writeBaseline !== undefined) await writeFile(options.writeBaseline, toBaseline(report));
  if (baseline === undefined) {
    const { questions, ...summary } = report;
    terminal.result(summary, `${String(options.writeBaseline)}: ${questions.length} questions of ${report.goldSet}`);
    return;
  }
  const verdict = decideGate(baseline.questions, report.questions, rule);
  const comparison = compareRuns({ report: baseline, configuration: null }, { report, configuration: null });
  const run: GateRun = { goldSet: report.goldSet, seconds: (Date.now() - started) / 1000, verdict, comparison };
  if (options.junit !== undefined) await writeFile(options.junit, toJunit(run));
  if (options.markdown !== undefined) await writeFile(options.markdown, toMarkdown(run));
  const { questions: turned, ...figures } = comparison;
  const rows = verdict.checks.map((it) => [it.measure, String(it.questions), it.verdict, explain(it)]);
  terminal.result(
    { verdict, comparison: figures, turned: turned.map(({ id, change, by }) => ({ id, change, by })) },
    `${verdict.outcome}: ${verdict.reason.en}\n${verdict.reason.zh}\n\n${textTable(['measure', 'questions', 'verdict', 'figures'], rows)}`,
  );
  process.exitCode = exitCodes[verdict.outcome];
}

async function measure(
  { terminal }: CommandContext,
  base: KnowledgeBase,
  what: { readonly path: string; readonly options: GateOptions; readonly margins: GateMargins },
): Promise<EvaluationReport> {
  const { collection: name, profile: profileFile, limit } = what.options;
  if (name !== undefined && profileFile !== undefined) {
    throw new MingdaError('INVALID_INPUT', {
      detail: '--collection and --profile exclude each other',
      fixes: ['save the profile as a draft of the collection and measure that in the portal'],
    });
  }
  const goldSet = await readGoldSet(what.path);
  const bar = terminal.progress(goldSet.name);
  try {
    const profile = profileFile === undefined ? undefined : await readProfile(profileFile);
    const collection =
      name === undefined
        ? (
            await corpusCollection(base, goldSet, {
              onProgress: (stage, at, total) => bar.update(at, total, stage),
              profile,
            })
          ).collection
        : await findCollection(base, name);
    const measures = Object.keys(what.margins) as GateMeasure[];
    return await base.evaluate(
      {
        collection,
        goldSet,
        metrics: measures.flatMap((it) => metricsOf[it]),
        ...(limit === undefined ? {} : { limit }),
      },
      { onProgress: (fraction, stage) => bar.update(fraction, 1, stage) },
    );
  } finally {
    bar.end();
  }
}

async function readRun(base: KnowledgeBase, named: string): Promise<EvaluationReport> {
  return isRunId(named) ? (await base.run(named)).report : readRunFile(resolve(named));
}

async function readProfile(path: string): Promise<Profile> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new MingdaError('INVALID_INPUT', { subject: path, detail: String(error) });
  }
  const parsed = profileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new MingdaError('INVALID_INPUT', { subject: path, detail: parsed.error.message });
}

function margin(text: string, before: GateMargins = {}): GateMargins {
  const [name, value, ...rest] = text.split('=');
  const measure = gateMeasures.find((it) => it === name);
  if (measure === undefined || value === undefined || rest.length > 0) {
    throw new InvalidArgumentError(`write measure=share, with one of ${gateMeasures.join(', ')}`);
  }
  const allowed = Number(value);
  if (value.trim() === '' || !(allowed >= 0 && allowed <= 1))
    throw new InvalidArgumentError('a share from 0 to 1 is needed');
  return { ...before, [measure]: allowed };
}

function share(text: string): number {
  const number = Number(text);
  if (!(number > 0.5 && number < 1)) throw new InvalidArgumentError('a share between 0.5 and 1 is needed');
  return number;
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number above 0 is needed');
  return number;
}
