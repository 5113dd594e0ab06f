import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { start as startPostgres } from '../../postgres/test-server.ts';
import { root } from '../../setup/process.ts';
import { writeMixedDocuments } from '../ingest/mixed-documents.ts';
import { differences, randomFrom, runChaos, targets, type ChaosOutcome } from './chaos-run.ts';

const usage = `usage: npm run bench -- chaos [--documents 200] [--kills 50] [--seed N] [--sets FOLDER] [--files FOLDER]

Imports mixed documents with worker and inference as services on a PostgreSQL server while they and their connections are
killed at random, then once more undisturbed, and compares what both hold.`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '200' },
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    sets: { type: 'string', default: join(root, '..', 'shared', 'datasets', 'open') },
    files: { type: 'string', default: join(tmpdir(), 'mingda-bench-documents') },
    help: { type: 'boolean', default: false },
  },
});

async function bench(): Promise<void> {
  const count = Number(values.documents);
  const names = await writeMixedDocuments({ folder: values.files, sets: values.sets, count }, () => undefined);
  const files = await Promise.all(
    names.map(async (name) => ({ sourceKey: name, content: await readFile(join(values.files, name)) })),
  );
  const server = await startPostgres();
  if (server === null) throw new Error('There is no PostgreSQL server to test on.');
  try {
    say(`${count} documents, ${values.kills} kills, seed ${values.seed}`);
    const plan = { serverUrl: server.url, files, random: randomFrom(Number(values.seed)) };
    const killed = await runChaos({ ...plan, kills: Number(values.kills), onProgress: (text) => say(`  ${text}`) });
    const clean = await runChaos({ ...plan, kills: 0 });
    print(killed, clean);
  } finally {
    await server.stop();
  }
}

function print(killed: ChaosOutcome, clean: ChaosOutcome): void {
  const different = differences(killed.content, clean.content);
  const rows: [string, (it: ChaosOutcome) => string][] = [
    ...targets.map((target): [string, (it: ChaosOutcome) => string] => [
      `kills of ${target}`,
      (it) => String(it.kills[target]),
    ]),
    ['starts of worker, inference', (it) => `${it.restarts.worker + 1}, ${it.restarts.inference + 1}`],
    ['seconds', (it) => it.seconds.toFixed(1)],
    ['documents', (it) => String(it.content.documents.size)],
    ['ready exactly once', (it) => String([...it.content.documents.values()].filter(isReadyOnce).length)],
    ['failed', (it) => String(it.failed)],
    ['chunks', (it) => String(it.content.chunks)],
    ['faults', (it) => it.content.faults.join('; ') || 'none'],
  ];
  say(`\n| | with kills | without |\n|---|--:|--:|`);
  for (const [name, of] of rows) say(`| ${name} | ${of(killed)} | ${of(clean)} |`);
  say(`| documents that differ | ${different.length} | |`);
  for (const key of different.slice(0, 10))
    say(`  ${key}: ${killed.content.documents.get(key)} / ${clean.content.documents.get(key)}`);
  const whole = [...killed.content.documents.values()].every(isReadyOnce);
  if (!whole || different.length > 0 || killed.content.faults.length > 0) process.exitCode = 1;
}

const isReadyOnce = (content: string): boolean => /"versions":"1 ready(?:-with-warnings)?"/.test(content);

if (values.help) say(usage);
else await bench();
