import type { Comparison } from '@mingda/contracts';
import { compareRuns } from '@mingda/evaluation';
import { Command } from 'commander';
import { runCommand, withKnowledgeBase, withServerOptions, type CommonOptions } from '../command-context.ts';
import { readRunFile } from '../gate/run-file.ts';
import { isRunId } from '../gate/run-id.ts';
import { textTable } from '../terminal/text-table.ts';

const shownQuestions = 20;

export function compareCommand(): Command {
  return withServerOptions(new Command('compare'))
    .description('Compare two runs question by question')
    .argument('<before>', 'report file, baseline file or id of a run')
    .argument('<after>', 'report file, baseline file or id of a run')
    .action((before: string, after: string, options: CommonOptions) =>
      runCommand(options, async (context) => {
        const named = [before, after];
        // Two files need neither a database nor models.
        const [first, second] = named.some(isRunId)
          ? await withKnowledgeBase(context, options, (base) =>
              Promise.all(named.map((it) => (isRunId(it) ? base.run(it) : fromFile(it)))),
            )
          : await Promise.all(named.map(fromFile));
        const comparison = compareRuns(first, second);
        context.terminal.result(comparison, describe(comparison));
      }),
    );
}

async function fromFile(path: string): Promise<Parameters<typeof compareRuns>[0]> {
  return { report: await readRunFile(path), configuration: null };
}

function describe(comparison: Comparison): string {
  const rows = comparison.metrics.map(({ metric, questions, before, after, difference, interval }) => [
    metric,
    String(questions),
    show(before),
    show(after),
    show(difference),
    interval === null ? '-' : `${show(interval.low)} to ${show(interval.high)}`,
  ]);
  const head = ['metric', 'questions', 'before', 'after', 'difference', '95 % interval'];
  const turned = comparison.questions
    .filter((it) => it.by === 'correctness')
    .map(
      ({ id, change, before, after }) =>
        `${change}  ${id}: ${after.question}\n    ${before.answer}\n    ${after.answer}`,
    );
  const changes = comparison.configuration?.map(
    ({ path, before, after }) => `${path}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`,
  );
  return [
    `${comparison.common} common questions, ${comparison.onlyBefore} only before, ${comparison.onlyAfter} only after`,
    ...(changes === undefined || changes.length === 0 ? [] : [changes.join('\n')]),
    textTable(head, rows),
    ...turned.slice(0, shownQuestions),
    ...(turned.length > shownQuestions ? [`and ${turned.length - shownQuestions} more`] : []),
  ].join('\n\n');
}

function show(value: number | null): string {
  if (value === null) return '-';
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(4);
}
