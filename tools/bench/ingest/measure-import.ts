import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { defaultProfile, type AccessScope } from '@mingda/contracts';
import { Engine } from '@mingda/engine';
import { LocalEmbedder } from '@mingda/models';
import { createLogger, loadConfig } from '@mingda/platform';
import { startWorker } from '@mingda/worker';
import pg from 'pg';
import type { ImportFigures } from './ingest-figures.ts';
import { ownProcessorSeconds, serverProcessorSeconds } from './processor-time.ts';
import { EmbeddedTexts } from './pure-embedding.ts';

const waitMs = 50;
const memoryMs = 50;
const lookMs = 10_000;

export interface ImportTask {
  /** A database of its own on a server; embedded in `folder` when absent. */
  readonly url: string | undefined;
  readonly folder: string;
  readonly files: string;
  readonly names: readonly string[];
}

/** Imports the files in one process as standalone does, then has the models embed the same texts again and nothing else. */
export async function measureImport(task: ImportTask, say: (line: string) => void): Promise<ImportFigures> {
  const loaded = loadConfig();
  const database = { ...loaded.database, url: task.url };
  const config = { ...loaded, dataDir: task.folder, logLevel: 'warn' as const, database };
  const engine = await Engine.open(config, createLogger(config, 'bench'));
  try {
    const embedded = new EmbeddedTexts();
    embedded.listen(engine.embedder);
    const worker = await startWorker(engine);
    const padding = paddingOf(engine);
    const imported = await importAll(engine, task, say);
    const ownPadding = padding();
    const { count: texts, tokens } = embedded;
    const indexSeconds = task.url === undefined ? 0 : await rebuildIndexes(task.url);
    await worker.close();
    globalThis.gc?.();
    const after = process.memoryUsage.rss();
    say('  the models alone');
    const used = ownProcessorSeconds();
    const pureSeconds = await embedded.seconds(engine.embedder);
    const { rss, processor, ...rest } = imported;
    return {
      ...rest,
      indexSeconds,
      pureSeconds,
      processor: { ...processor, pure: ownProcessorSeconds() - used },
      texts,
      tokens,
      padding: { own: ownPadding, pure: padding() },
      rss: { ...rss, after },
    };
  } finally {
    await engine.close();
  }
}

type Imported = Omit<
  ImportFigures,
  'indexSeconds' | 'pureSeconds' | 'processor' | 'texts' | 'tokens' | 'padding' | 'rss'
> & {
  readonly rss: { readonly before: number; readonly peak: number };
  readonly processor: { readonly own: number; readonly server: number | undefined };
};

async function importAll(engine: Engine, task: ImportTask, say: (line: string) => void): Promise<Imported> {
  const scope = { tenantId: engine.tenantId };
  const { collections } = engine.repositories;
  const collection = await collections.create(scope, { name: 'bench', description: '', profile: defaultProfile });
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), memoryMs);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const used = ownProcessorSeconds();
  const server = task.url === undefined ? undefined : new URL(task.url).pathname.slice(1);
  const usedThere = server === undefined ? undefined : await serverProcessorSeconds(server);
  // Counting in the database costs it time, so hints say when to look.
  let ended = 0;
  const forget = engine.database.onProgress(({ state }) => {
    if (state === 'ready' || state === 'ready-with-warnings' || state === 'failed') ended += 1;
  });
  const started = performance.now();
  for (const name of task.names) {
    const content = await readFile(join(task.files, name));
    await engine.acceptUpload.execute(scope, { collectionId: collection.id, sourceKey: name, fileName: name, content });
  }
  const documents = task.names.length;
  await allDone(engine, { scope, collectionId: collection.id, documents, ended: () => ended }, say);
  forget();
  const seconds = (performance.now() - started) / 1000;
  delay.disable();
  clearInterval(watch);
  const spentThere = server === undefined ? undefined : await serverProcessorSeconds(server);
  const own = ownProcessorSeconds() - used;
  const warned = await engine.repositories.documents.list(scope, collection.id, {
    offset: 0,
    limit: 1,
    state: 'ready-with-warnings',
  });
  return {
    documents,
    seconds,
    processor: { own, server: spentThere === undefined ? undefined : spentThere - (usedThere ?? 0) },
    chunks: (await collections.get(scope, collection.id))?.chunkCount ?? 0,
    warnings: warned.total,
    rss: { before, peak },
    delay: { p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 },
  };
}

/** Resolves when every document is ready. @throws Error naming the first one that failed */
async function allDone(
  engine: Engine,
  of: {
    readonly scope: AccessScope;
    readonly collectionId: string;
    readonly documents: number;
    readonly ended: () => number;
  },
  say: (line: string) => void,
): Promise<void> {
  const page = (state: 'failed' | 'ready' | 'ready-with-warnings') =>
    engine.repositories.documents.list(of.scope, of.collectionId, { offset: 0, limit: 1, state });
  let looked = performance.now();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (of.ended() < of.documents && performance.now() - looked < lookMs) continue;
    looked = performance.now();
    const [ready, warned, failed] = await Promise.all([page('ready'), page('ready-with-warnings'), page('failed')]);
    const [first] = failed.items;
    if (first !== undefined) {
      const why = first.latestVersion.failure?.en;
      throw new Error(`${failed.total} documents failed, the first: ${first.sourceKey} ${why}`);
    }
    const done = ready.total + warned.total;
    if (done >= of.documents) return;
    say(`  ${done} of ${of.documents} ready`);
  }
}

/** Since the last call: tokens that ran for one that was asked for. */
function paddingOf({ embedder }: Engine): () => number {
  let before = { tokens: 0, padded: 0 };
  return () => {
    if (!(embedder instanceof LocalEmbedder)) return Number.NaN;
    const { models } = embedder.engine.metrics();
    const now = {
      tokens: models.reduce((sum, it) => sum + it.tokens, 0),
      padded: models.reduce((sum, it) => sum + it.paddedTokens, 0),
    };
    const ratio = (now.padded - before.padded) / (now.tokens - before.tokens);
    before = now;
    return ratio;
  };
}

/** Seconds of building the vector indexes of all chunks at once; the import kept them up to date as it went. */
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
