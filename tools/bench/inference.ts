import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../setup/process.ts';
import { measureAccuracy } from './inference-accuracy.ts';
import { measureBulk } from './inference-bulk.ts';
import { measureCallers, measureReloading } from './inference-callers.ts';
import { measureLive } from './inference-live.ts';
import { fromSets, say, type Row } from './inference-parts.ts';
import { PythonReference } from './inference-python.ts';
import { measureTransport } from './inference-transport.ts';

const parts = ['bulk', 'live', 'callers', 'transport', 'reloading', 'accuracy'] as const;
type Part = (typeof parts)[number];
const begin = '<!-- inference: begin -->';
const end = '<!-- inference: end -->';

/**
 * `npm run bench -- inference [--only PART] [--texts 250] [--seconds 5] [--long] [--python FILE] [--no-with-python] [--write]`
 * @returns false when a target is missed
 */
export async function benchInference(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      only: { type: 'string', multiple: true },
      /** Texts of each language. */
      texts: { type: 'string', default: '250' },
      seconds: { type: 'string', default: '5' },
      /** Ten minutes of 500 callers instead of one. */
      long: { type: 'boolean', default: false },
      python: { type: 'string' },
      'with-python': { type: 'boolean', default: true },
      /** Put the table into docs/benchmarks.md. */
      write: { type: 'boolean', default: false },
    },
  });
  const wanted = new Set<string>(values.only ?? parts);
  const needsPython = wanted.has('bulk') || wanted.has('accuracy');
  const python = values['with-python'] && needsPython ? await PythonReference.find(values.python) : undefined;
  const run: Record<Part, () => Promise<Row[]>> = {
    bulk: () => measureBulk(Number(values.texts), python),
    live: () => measureLive(Number(values.seconds)),
    callers: () => measureCallers(values.long ? 10 : 1),
    transport: () => measureTransport(values.long ? 10 : 0),
    reloading: () => measureReloading(),
    accuracy: () => measureAccuracy(Number(values.texts), python),
  };
  const rows: Row[] = [];
  for (const part of parts.filter((name) => wanted.has(name))) {
    say(`${part} ...`);
    rows.push(...(await run[part]()));
  }
  const table = asTable(rows);
  process.stdout.write(`${table}\n`);
  if (values.write) await writeTable(table);
  return rows.every(({ met }) => met !== false);
}

function asTable(rows: readonly Row[]): string {
  const precision = (ratio: number): string => (ratio > 0.99 && ratio < 1 ? ratio.toFixed(5) : ratio.toFixed(3));
  const state = (met: boolean | undefined): string => (met === undefined ? '' : met ? 'met' : '**missed**');
  return [
    `Machine: ${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
      `${new Date().toISOString().slice(0, 10)}; texts from ${fromSets ? 'cmrc2018 and xquad-en' : 'the sample'}`,
    '',
    '| What | Measured | Against | Ratio | Target | |',
    '|---|--:|--:|--:|--:|---|',
    ...rows.map(
      ({ what, measured, against, ratio, target, met }) =>
        `| ${what} | ${measured} | ${against} | ${precision(ratio)} | ${target} | ${state(met)} |`,
    ),
  ].join('\n');
}

async function writeTable(table: string): Promise<void> {
  const file = join(root, 'docs', 'benchmarks.md');
  const text = await readFile(file, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new TypeError(`${file} has no place for the table`);
  await writeFile(file, `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`);
}
