import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { defaultProfile } from '@mingda/contracts';
import { Engine } from '@mingda/engine';
import { createLogger, loadConfig } from '@mingda/platform';
import { startWorker } from '@mingda/worker';
import pg from 'pg';
import { start as startPostgres } from '../../postgres/test-server.ts';
import { root } from '../../setup/process.ts';
import { writeMixedDocuments } from './mixed-documents.ts';
import { Peer, type PeerRun } from './peer.ts';
import { EmbeddedTexts } from './pure-embedding.ts';

const usage = `usage: npm run bench -- ingest [--documents 2000] [--sets FOLDER] [--files FOLDER] [--no-peer] [--python FILE] [--embedded]

Imports mixed documents made of public texts into a PostgreSQL server, then embeds the same texts alone, then has a plain
Python program do the same job. --embedded takes the embedded database.`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const mebibytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
const waitMs = 200;

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '2000' },
    sets: { type: 'string', default: join(root, '..', 'shared', 'datasets', 'open') },
    files: { type: 'string' },
    'no-peer': { type: 'boolean', default: false },
    python: { type: 'string' },
    embedded: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

interface ImportFigures {
  readonly seconds: number;
  readonly indexSeconds: number;
  readonly pureSeconds: number;
  readonly texts: number;
  readonly tokens: number;
  readonly chunks: number;
  readonly warnings: number;
  readonly rss: { readonly before: number; readonly peak: number; readonly after: number };
  readonly delay: { readonly p50: number; readonly p99: number; readonly max: number };
}

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
    const own = await measureImport({ url, folder, files, names });
    print(count, own);
    if (values['no-peer'] || server === null) return;
    const peer = await Peer.find(values.python);
    if (peer === undefined) return;
    const models = loadConfig().models.dir;
    for (const sentences of [true, false]) {
      for (const tuned of [false, true]) {
        const database = await newDatabase(server.url, 'mingda_bench_peer');
        printPeer(await peer.run({ files, database, models, sentences, tuned }), { own, sentences, tuned });
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    await server?.stop();
  }
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

async function measureImport(given: {
  url: string | undefined;
  folder: string;
  files: string;
  names: readonly string[];
}): Promise<ImportFigures> {
  const loaded = loadConfig();
  const config = {
    ...loaded,
    dataDir: given.folder,
    logLevel: 'warn' as const,
    database: { ...loaded.database, url: given.url },
  };
  const engine = await Engine.open(config, createLogger(config, 'bench'));
  try {
    const embedded = new EmbeddedTexts();
    embedded.listen(engine.embedder);
    const worker = await startWorker(engine);
    const scope = { tenantId: engine.tenantId };
    const collection = await engine.repositories.collections.create(scope, {
      name: 'bench',
      description: '',
      profile: defaultProfile,
    });
    globalThis.gc?.();
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const started = performance.now();
    for (const name of given.names) {
      const content = await readFile(join(given.files, name));
      await engine.acceptUpload.execute(scope, {
        collectionId: collection.id,
        sourceKey: name,
        fileName: name,
        content,
      });
    }
    const page = (state?: 'failed' | 'ready' | 'ready-with-warnings') =>
      engine.repositories.documents.list(scope, collection.id, {
        offset: 0,
        limit: 1,
        ...(state === undefined ? {} : { state }),
      });
    const done = async (): Promise<number> => {
      const counts = await Promise.all([page('ready'), page('ready-with-warnings'), page('failed')]);
      return counts.reduce((sum, it) => sum + it.total, 0);
    };
    while ((await done()) < given.names.length) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const seconds = (performance.now() - started) / 1000;
    delay.disable();
    clearInterval(watch);
    const failed = await page('failed');
    if (failed.total > 0) {
      throw new Error(
        `${failed.total} documents failed, the first: ${failed.items[0]?.sourceKey} ${failed.items[0]?.latestVersion.failure?.en}`,
      );
    }
    const warnings = (await page('ready-with-warnings')).total;
    const chunks = (await engine.repositories.collections.get(scope, collection.id))?.chunkCount ?? 0;
    const indexSeconds = given.url === undefined ? 0 : await rebuildIndexes(given.url);
    await worker.close();
    globalThis.gc?.();
    const after = process.memoryUsage.rss();
    const { tokens, count: texts } = embedded;
    const pureSeconds = Math.min(await embedded.seconds(engine.embedder), await embedded.seconds(engine.embedder));
    return {
      seconds,
      indexSeconds,
      pureSeconds,
      texts,
      tokens,
      chunks,
      warnings,
      rss: { before, peak, after },
      delay: { p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 },
    };
  } finally {
    await engine.close();
  }
}

/** Seconds of building the vector indexes of all chunks at once; the import above kept them up to date as it went. */
async function rebuildIndexes(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select indexname as name from pg_indexes where tablename = 'chunk_vector' and indexdef like '%hnsw%'`,
    );
    const started = performance.now();
    for (const { name } of rows) await client.query(`reindex index ${client.escapeIdentifier(name)}`);
    return (performance.now() - started) / 1000;
  } finally {
    await client.end();
  }
}

function print(documents: number, it: ImportFigures): void {
  const ratio = it.pureSeconds / it.seconds;
  say('');
  say('| What | Measured | Target | |');
  say('|---|--:|--:|---|');
  say(`| Import | ${it.seconds.toFixed(1)} s, ${(documents / it.seconds).toFixed(1)} documents/s | | |`);
  say(`| Chunks; texts and tokens embedded | ${it.chunks}; ${it.texts}; ${it.tokens} | | |`);
  say(`| The models alone on the same texts | ${it.pureSeconds.toFixed(1)} s | | |`);
  say(`| Models alone / import | ${ratio.toFixed(3)} | >= 0.85 | ${verdict(ratio >= 0.85)} |`);
  say(`| Vector indexes built anew | ${it.indexSeconds.toFixed(1)} s | | |`);
  const { before, peak, after } = it.rss;
  say(
    `| Resident memory before, peak, after | ${mebibytes(before)}, ${mebibytes(peak)}, ${mebibytes(after)} MiB | | |`,
  );
  const { p50, p99, max } = it.delay;
  say(
    `| Event loop delay p50, p99, max | ${p50.toFixed(1)}, ${p99.toFixed(1)}, ${max.toFixed(1)} ms | p99 <= 50 ms | ${verdict(p99 <= 50)} |`,
  );
  say(`| Documents ready with warnings | ${it.warnings} | | |`);
}

const verdict = (holds: boolean): string => (holds ? 'met' : 'missed');

function printPeer(run: PeerRun, against: { own: ImportFigures; sentences: boolean; tuned: boolean }): void {
  const { own, sentences, tuned } = against;
  const ratio = run.seconds / own.seconds;
  const what = `Python, ${tuned ? 'best batch and threads' : 'as documented'}, ${sentences ? 'chunk and sentence vectors' : 'chunk vectors only'}`;
  const target = sentences ? (tuned ? 1.1 : 1.5) : undefined;
  const measured = `${run.seconds.toFixed(1)} s, ${run.chunks} chunks, ${run.texts} texts; import is ${ratio.toFixed(2)} times as fast`;
  say(
    `| ${what} | ${measured} | ${target === undefined ? '' : `>= ${target}`} | ${target === undefined ? '' : verdict(ratio >= target)} |`,
  );
}

if (values.help) say(usage);
else await bench();
