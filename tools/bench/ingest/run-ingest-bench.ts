import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '@mingda/platform';
import pg from 'pg';
import { start as startPostgres } from '../../postgres/test-server.ts';
import { root } from '../../setup/process.ts';
import { importRows, peerRow, tableHead, type ImportFigures } from './ingest-figures.ts';
import { measureImport } from './measure-import.ts';
import { writeMixedDocuments } from './mixed-documents.ts';
import { Peer } from './peer.ts';

const usage = `usage: npm run bench -- ingest [--documents 2000] [--peer-documents 500] [--sets FOLDER] [--files FOLDER] [--no-peer]
  [--python FILE] [--embedded] [--write]

Imports mixed documents made of public texts into a PostgreSQL server, then embeds the same texts alone, then has a plain
Python program do the same job on the first of them. --embedded takes the embedded database, --write puts the table into
docs/benchmarks.md.`;

const begin = '<!-- ingest: begin -->';
const end = '<!-- ingest: end -->';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '2000' },
    /** How many of them, the first ones, the Python program imports; its time grows in proportion. */
    'peer-documents': { type: 'string', default: '500' },
    sets: { type: 'string', default: join(root, '..', 'shared', 'datasets', 'open') },
    files: { type: 'string' },
    'no-peer': { type: 'boolean', default: false },
    python: { type: 'string' },
    embedded: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function bench(): Promise<void> {
  const count = Number(values.documents);
  const files = values.files ?? join(tmpdir(), 'mingda-bench-documents');
  say(`${count} documents in ${files}`);
  const names = await writeMixedDocuments({ folder: files, sets: values.sets, count }, (done) => {
    if (done % 100 === 0) say(`  ${done} written`);
  });
  const server = values.embedded ? null : await startPostgres();
  if (server === null && !values.embedded) throw new Error('There is no PostgreSQL server to measure on.');
  const folder = await mkdtemp(join(tmpdir(), 'mingda-bench-ingest-'));
  try {
    const url = server === null ? undefined : await newDatabase(server.url, 'mingda_bench_ingest');
    const own = await measureImport({ url, folder, files, names }, say);
    const rows = importRows(own);
    for (const line of [...tableHead, ...rows]) say(line);
    if (!values['no-peer'] && server !== null) rows.push(...(await peers({ server: server.url, files, names, own })));
    if (values.write) await writeTable([...tableHead, ...rows]);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await server?.stop();
  }
}

/** The same job by the Python program, four ways; each line is printed as it comes. */
async function peers(given: {
  readonly server: string;
  readonly files: string;
  readonly names: readonly string[];
  readonly own: ImportFigures;
}): Promise<string[]> {
  const peer = await Peer.find(values.python);
  if (peer === undefined) return [];
  const names = given.names.slice(0, Number(values['peer-documents']));
  const models = loadConfig().models.dir;
  const rows: string[] = [];
  for (const sentences of [true, false]) {
    for (const tuned of [false, true]) {
      const database = await newDatabase(given.server, 'mingda_bench_peer');
      const figures = await peer.run({ files: given.files, names, database, models, sentences, tuned });
      rows.push(peerRow(figures, given.own));
      say(rows.at(-1) ?? '');
    }
  }
  return rows;
}

async function newDatabase(server: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function writeTable(lines: readonly string[]): Promise<void> {
  const file = join(root, 'docs', 'benchmarks.md');
  const text = await readFile(file, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new TypeError(`${file} has no place for the table`);
  const day = new Date().toISOString().slice(0, 10);
  const machine = `Machine: ${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${day}`;
  const table = [machine, '', ...lines].join('\n');
  await writeFile(file, `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`);
}

if (values.help) say(usage);
else await bench();
