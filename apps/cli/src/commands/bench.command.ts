import { ScoringModels } from '@mingda/engine';
import { readGoldSet } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { Command, InvalidArgumentError } from 'commander';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { filtersBenchCommand } from '../bench/filters.bench.ts';
import { ablationBenchCommand } from '../bench/ablation.bench.ts';
import { gateBenchCommand } from '../bench/gate.bench.ts';
import { intentsBenchCommand } from '../bench/intents.bench.ts';
import { latencyBenchCommand } from '../bench/latency.bench.ts';
import { repeatsBenchCommand } from '../bench/repeats.bench.ts';
import { runLoad, type LoadReport } from '../bench/load-run.ts';
import { startStandalone } from '../bench/standalone-server.ts';
import {
  openEngine,
  runCommand,
  withServerOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { corpusCollection, corpusItems } from '../importing/gold-set-corpus.ts';
import { findCollection } from '../importing/import-documents.ts';
import { ApiClient } from '../knowledge-base/api-client.ts';
import { LocalKnowledgeBase } from '../knowledge-base/local-knowledge-base.ts';
import { RemoteKnowledgeBase } from '../knowledge-base/remote-knowledge-base.ts';
import { textTable } from '../terminal/text-table.ts';
import { benchModelsCommand } from './bench-models.command.ts';

interface LoadOptions extends CommonOptions {
  readonly askers: number;
  readonly seconds: number;
  readonly goldSet?: string;
  readonly collection?: string;
}

interface Target {
  readonly url: string;
  readonly token: string;
  readonly collectionId: string;
  readonly close: () => Promise<void>;
}

export function benchCommand(): Command {
  const command = new Command('bench').description('Measure this machine or a running server');
  command.addCommand(
    withServerOptions(new Command('load'))
      .description('Many people ask at once, over HTTP')
      .option('--askers <n>', 'people who ask at the same time', positive, 500)
      .option('--seconds <n>', 'for how long new questions are asked', positive, 30)
      .option('--gold-set <folder>', 'whose questions are asked (default: the sample)')
      .option('--collection <name>', 'collection to ask; needed with --url')
      .action((options: LoadOptions) =>
        runCommand(options, async (context) => {
          const report = await benchLoad(context, options);
          context.terminal.result(report, describe(report));
          if (report.errors > 0) process.exitCode = 1;
        }),
      ),
  );
  command.addCommand(ablationBenchCommand());
  command.addCommand(gateBenchCommand());
  command.addCommand(filtersBenchCommand());
  command.addCommand(intentsBenchCommand());
  command.addCommand(repeatsBenchCommand());
  command.addCommand(latencyBenchCommand());
  command.addCommand(benchModelsCommand());
  return command;
}

async function benchLoad(context: CommandContext, options: LoadOptions): Promise<LoadReport> {
  const folder = resolve(options.goldSet ?? join(context.config.goldSetsDir, 'sample'));
  const questions = (await readGoldSet(folder)).questions.map((it) => it.question);
  const target =
    options.url === undefined ? await ownServer(context, options, folder) : await givenServer(context, options);
  const bar = context.terminal.progress('load');
  try {
    const { askers, seconds } = options;
    return await runLoad({ ...target, questions, askers, seconds }, (elapsed) => bar.update(elapsed, seconds));
  } finally {
    bar.end();
    await target.close();
  }
}

async function givenServer(context: CommandContext, options: LoadOptions): Promise<Target> {
  const { url, token, collection } = options;
  if (url === undefined || token === undefined || collection === undefined) {
    throw new MingdaError('INVALID_INPUT', {
      detail: '--url needs --collection and a token',
      fixes: ['give --collection', 'give --token or set MINGDA_TOKEN'],
    });
  }
  const scoring = new ScoringModels(context.config);
  const base = new RemoteKnowledgeBase({ url, client: new ApiClient({ url, token }), scoring });
  const { id } = await findCollection(base, collection);
  return { url, token, collectionId: id, close: () => base.close() };
}

/** Fills a data folder with the sample in this process, then serves it from another. */
async function ownServer(context: CommandContext, options: LoadOptions, folder: string): Promise<Target> {
  const temporary = options.data === undefined ? await mkdtemp(join(tmpdir(), 'mingda-bench-')) : undefined;
  const dataDir = temporary ?? context.config.dataDir;
  const removeTemporary = async (): Promise<void> => {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  };
  try {
    const prepared = await prepare({ ...context, config: { ...context.config, dataDir } }, folder);
    const server = await startStandalone(dataDir);
    const close = async (): Promise<void> => {
      await server.close();
      await removeTemporary();
    };
    return { ...prepared, url: server.url, close };
  } catch (error) {
    await removeTemporary();
    throw error;
  }
}

async function prepare(context: CommandContext, folder: string): Promise<{ token: string; collectionId: string }> {
  const engine = await openEngine(context);
  const base = new LocalKnowledgeBase(engine);
  const bar = context.terminal.progress('sample');
  try {
    const goldSet = await readGoldSet(folder);
    context.terminal.note(`importing ${corpusItems(goldSet).length} documents of ${goldSet.name}`);
    const { collection } = await corpusCollection(base, goldSet, {
      onProgress: (stage, at, total) => bar.update(at, total, stage),
    });
    const operator = { kind: 'admin', keyId: 'bench', name: 'bench', scope: { tenantId: engine.tenantId } } as const;
    const { secret } = await engine.access.createIntegrationKey(operator, {
      name: 'bench',
      collectionIds: [collection.id],
    });
    return { token: secret, collectionId: collection.id };
  } finally {
    bar.end();
    await base.close();
  }
}

function describe(report: LoadReport): string {
  const { latency } = report;
  const errors = Object.entries(report.errorKinds)
    .map(([kind, count]) => `${kind}: ${count}`)
    .join(', ');
  return textTable(
    ['measure', 'value'],
    [
      ['askers', String(report.askers)],
      ['seconds', String(report.seconds)],
      ['requests', String(report.requests)],
      ['errors', `${report.errors}${errors === '' ? '' : ` (${errors})`}`],
      ['throughput per second', String(report.throughputPerSecond)],
      ...Object.entries(latency).map(([name, value]) => [`latency ${name}`, value === null ? '-' : String(value)]),
    ],
  );
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number above 0 is needed');
  return number;
}
