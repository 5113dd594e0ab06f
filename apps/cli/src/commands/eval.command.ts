import type { EvaluationReport, Metrics } from '@mingda/contracts';
import { readGoldSet, writeReport } from '@mingda/evaluation';
import { Command, InvalidArgumentError } from 'commander';
import { resolve } from 'node:path';
import { runCommand, withKnowledgeBase, withServerOptions, type CommonOptions } from '../command-context.ts';
import { corpusCollection } from '../importing/gold-set-corpus.ts';
import { findCollection } from '../importing/import-documents.ts';
import { textTable } from '../terminal/text-table.ts';

interface EvalOptions extends CommonOptions {
  readonly limit?: number;
  readonly metrics?: string[];
  readonly out?: string;
  readonly collection?: string;
}

export function evalCommand(): Command {
  return withServerOptions(new Command('eval'))
    .description('Score answers and retrieval with a gold set')
    .argument('<gold-set-folder>', 'folder with questions.jsonl and corpus.jsonl or documents/')
    .option('--limit <n>', 'only the first N questions by the sha256 of their id', positiveInteger)
    .option('--metrics <list>', 'names of metrics, separated by commas; all by default', nameList)
    .option('--out <folder>', 'write the report there as JSON, Markdown and HTML')
    .option('--collection <name>', "score this collection as it is, instead of one made of the gold set's documents")
    .action((folder: string, options: EvalOptions) =>
      runCommand(options, async (context) => {
        const { terminal } = context;
        const goldSet = await readGoldSet(folder);
        const report = await withKnowledgeBase(context, options, async (base) => {
          const bar = terminal.progress(goldSet.name);
          try {
            const collection =
              options.collection === undefined
                ? (
                    await corpusCollection(base, goldSet, {
                      onProgress: (stage, at, total) => bar.update(at, total, stage),
                    })
                  ).collection
                : await findCollection(base, options.collection);
            const { limit, metrics } = options;
            return await base.evaluate(
              {
                collection,
                goldSet,
                ...(limit === undefined ? {} : { limit }),
                ...(metrics === undefined ? {} : { metrics }),
              },
              { onProgress: (fraction, stage) => bar.update(fraction, 1, stage) },
            );
          } finally {
            bar.end();
          }
        });
        if (options.out !== undefined) await writeReport(report, resolve(options.out));
        const { questions, ...summary } = report;
        terminal.result(options.out === undefined ? summary : { ...summary, questions }, describeReport(report));
      }),
    );
}

/** All questions and each language side by side. */
function describeReport(report: EvaluationReport): string {
  const languages = Object.entries(report.groups).filter(([key]) => key.startsWith('lang:'));
  const columns: [string, Metrics][] = [
    ['all', report.metrics],
    ...languages.map(([key, it]): [string, Metrics] => [key, it.metrics]),
  ];
  const names = (Object.keys(report.metrics) as (keyof Metrics)[]).filter((name) => report.metrics[name] !== null);
  const rows = names.map((name) => [name, ...columns.map(([, metrics]) => show(metrics[name]))]);
  const counts = Object.entries(report.counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
  return `${report.goldSet}: ${counts}\n\n${textTable(['metric', ...columns.map(([title]) => title)], rows)}`;
}

function show(value: number | null): string {
  if (value === null) return '-';
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(4);
}

function positiveInteger(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number above 0 is needed');
  return number;
}

function nameList(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new InvalidArgumentError('at least one name is needed');
  return names;
}
