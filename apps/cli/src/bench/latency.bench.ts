import { defaultProfile, type Answer, type Profile } from '@mingda/contracts';
import type { Engine } from '@mingda/engine';
import { mulberry32, readGoldSet, type GoldSet } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { Command } from 'commander';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  openEngine,
  runCommand,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { corpusItems } from '../importing/gold-set-corpus.ts';
import { importDocuments } from '../importing/import-documents.ts';
import { LocalKnowledgeBase } from '../knowledge-base/local-knowledge-base.ts';
import { textTable } from '../terminal/text-table.ts';
import { benchDatabase } from './large/bench-database.ts';
import { fillCollection } from './large/fill-collection.ts';
import { chunkSpace, type ChunkSpace } from './large/chunk-space.ts';
import { remixedDocuments, type RealPassage } from './large/remixed-documents.ts';
import { summarizeLatencies, type LatencySummary } from './latency-summary.ts';
import { StageTimer } from './stage-timer.ts';

interface LatencyOptions extends CommonOptions {
  readonly goldSet?: string[];
  readonly chunks: number;
  readonly questions: number;
  readonly tokenVectors?: boolean;
  readonly database?: string;
}

interface LatencyReport {
  readonly chunks: number;
  readonly questions: number;
  readonly answered: number;
  /** Whether the profile reads the token vectors that the ingestion stored. */
  readonly tokenVectors: boolean;
  readonly total: LatencySummary;
  /** Processor time of this process for a question, all threads together; a busy machine changes it little. */
  readonly processor: LatencySummary;
  readonly stages: Readonly<Record<string, LatencySummary>>;
  readonly space: readonly ChunkSpace[];
}

/** Each of these questions warms caches and compiled code and is not counted. */
const warmUp = 100;
const collectionName = 'latency';

export function latencyBenchCommand(): Command {
  return withCommonOptions(new Command('latency'))
    .description(
      'From question to cited answer, stage by stage: one at a time, in this process, on a PostgreSQL server',
    )
    .option('--gold-set <folder...>', 'whose documents and questions are used (default: the sample)')
    .option('--chunks <n>', 'chunks of the collection', Number, 50_000)
    .option('--questions <n>', 'questions that are counted', Number, 400)
    .option('--token-vectors', 'token vectors are stored when the database is filled, and read by the answers')
    .option('--database <name>', 'database of the server that is filled once and kept; a temporary one when absent')
    .action((options: LatencyOptions) =>
      runCommand(options, async (context) => {
        const report = await benchLatency(context, options);
        context.terminal.result(report, describe(report));
      }),
    );
}

async function benchLatency(context: CommandContext, options: LatencyOptions): Promise<LatencyReport> {
  const { config, logger } = context;
  if (config.database.url === undefined) {
    throw new MingdaError('INVALID_INPUT', {
      subject: 'MINGDA_DATABASE_URL',
      detail: 'this is measured on a PostgreSQL server',
      fixes: ['set MINGDA_DATABASE_URL to a server with pgvector; a database of its own is made there'],
    });
  }
  const sets: GoldSet[] = [];
  for (const folder of options.goldSet ?? [join(config.goldSetsDir, 'sample')])
    sets.push(await readGoldSet(resolve(folder)));
  const database = await benchDatabase(config.database.url, { name: options.database, logger });
  const dataDir = await mkdtemp(join(tmpdir(), 'mingda-latency-'));
  try {
    const own = { ...context, config: { ...config, dataDir, database: { ...config.database, url: database.url } } };
    await fill(own, { options, sets });
    const engine = await openEngine(own);
    try {
      return await measure(engine, { context, options, sets });
    } finally {
      await engine.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
    await database.close();
  }
}

const profileOf = ({ tokenVectors = false }: LatencyOptions): Profile => ({
  ...defaultProfile,
  chunking: { ...defaultProfile.chunking, tokenVectors },
});

/**
 * Real documents first, imported as any other; then chunks made of their sentences, up to the number wanted. What an earlier
 * run has filled is kept.
 */
async function fill(
  context: CommandContext,
  { options, sets }: { readonly options: LatencyOptions; readonly sets: readonly GoldSet[] },
): Promise<void> {
  const engine = await openEngine(context);
  const base = new LocalKnowledgeBase(engine);
  const bar = context.terminal.progress('filling');
  const scope = { tenantId: engine.tenantId };
  const { collections } = engine.repositories;
  try {
    const collectionId =
      (await collections.getByName(scope, collectionName))?.id ?? (await base.createCollection(collectionName)).id;
    const chunks = async (): Promise<number> => (await collections.get(scope, collectionId))?.chunkCount ?? 0;
    if ((await chunks()) >= options.chunks) return;
    await collections.updateProfile(scope, collectionId, profileOf(options));
    const items = sets.flatMap((set) => corpusItems(set));
    await importDocuments(base, { collectionId, items }, (stage, done, total) => bar.update(done, total, stage));
    const from = await chunks();
    const passages = await realPassages(engine, { collectionId, documents: items.map((it) => it.sourceKey) });
    const random = mulberry32(11 + from);
    const documents = remixedDocuments(passages, { from, to: options.chunks, collectionId, random });
    const onDocument = (done: number): void => bar.update(from + done * 50, options.chunks, 'remixing');
    await fillCollection(engine.database, { scope, collectionId }, { documents, onDocument });
    await engine.database.dataSource.query('vacuum analyze');
  } finally {
    bar.end();
    await base.close();
  }
}

async function realPassages(
  engine: Engine,
  { collectionId, documents }: { readonly collectionId: string; readonly documents: readonly string[] },
): Promise<RealPassage[]> {
  const scope = { tenantId: engine.tenantId, collectionIds: [collectionId] };
  const rows = await engine.database.dataSource.query<{ id: string }[]>(
    `select c.id from chunk c join document d on d.id = c.document_id
    where c.tenant_id = $1 and c.collection_id = $2 and d.source_key = any($3) order by c.id`,
    [engine.tenantId, collectionId, documents],
  );
  const ids = rows.map((row) => row.id);
  const passages = await engine.repositories.search.passages(scope, ids);
  const tokens = await engine.repositories.tokenVectors.read(scope, ids);
  return passages.map((it) => ({ ...it, tokenVectors: tokens.get(it.chunkId) }));
}

async function measure(
  engine: Engine,
  given: { readonly context: CommandContext; readonly options: LatencyOptions; readonly sets: readonly GoldSet[] },
): Promise<LatencyReport> {
  const { context, options, sets } = given;
  const scope = { tenantId: engine.tenantId };
  const collection = await engine.repositories.collections.getByName(scope, collectionName);
  if (collection === null) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionName });
  await engine.repositories.collections.updateProfile(scope, collection.id, profileOf(options));
  const asked = shuffled(sets.flatMap((set) => set.questions.map((it) => it.question)));
  const timer = new StageTimer();
  timer.watch(engine.repositories.collections, 'get', 'read');
  timer.watch(engine.embedder, 'embed', 'embed');
  timer.watch(engine.repositories.search, 'words', 'words');
  timer.watch(engine.repositories.search, 'neighbours', 'vectors');
  timer.watch(engine.repositories.search, 'candidates', 'scores');
  timer.watch(engine.repositories.search, 'passages', 'passages');
  timer.watch(engine.repositories.tokenVectors, 'read', 'token vectors');
  timer.watch(engine.improvement.approved, 'find', 'approved answers');
  timer.watch(engine.repositories.answers, 'save', 'log');
  const bar = context.terminal.progress('asking');
  const answers: Answer[] = [];
  const stages = new Map<string, number[]>();
  const processor: number[] = [];
  try {
    for (let at = 0; at < warmUp + options.questions; at += 1) {
      const question = asked[at % asked.length] ?? '';
      timer.take();
      const started = performance.now();
      const used = process.cpuUsage();
      const answer = await engine.dialogue.converse.execute(scope, { collectionId: collection.id, question });
      const total = performance.now() - started;
      bar.update(at + 1, warmUp + options.questions);
      if (at < warmUp) continue;
      answers.push(answer);
      const { user, system } = process.cpuUsage(used);
      processor.push((user + system) / 1000);
      for (const [stage, ms] of stagesOf(answer, { total, spent: timer.take() })) {
        stages.set(stage, [...(stages.get(stage) ?? []), ms]);
      }
    }
  } finally {
    bar.end();
  }
  const { total = [], ...rest } = Object.fromEntries(stages);
  return {
    chunks: collection.chunkCount,
    questions: options.questions,
    tokenVectors: options.tokenVectors === true,
    answered: answers.filter((it) => it.outcome === 'answered').length,
    total: summarizeLatencies(total),
    processor: summarizeLatencies(processor),
    stages: Object.fromEntries(Object.entries(rest).map(([stage, ms]) => [stage, summarizeLatencies(ms)])),
    space: await chunkSpace(engine, collection.id),
  };
}

/**
 * Ranking is what the search took beside its statements; the models' work for the answer belongs to the answer. The collection is read while
 * the question is embedded, its words are searched beside that and beside its vector: only what they take longer adds to the total.
 */
function stagesOf(
  { timings }: Answer,
  { total, spent }: { readonly total: number; readonly spent: ReadonlyMap<string, number> },
): [stage: string, ms: number][] {
  const of = (stage: string): number => spent.get(stage) ?? 0;
  const embed = timings.embedMs;
  const vectors = of('vectors');
  const wordsLonger = Math.max(0, of('read') + of('words') - embed - vectors);
  const scores = of('scores');
  const passages = of('passages');
  const stages: [string, number][] = [
    ['embed', embed],
    ['vectors', vectors],
    ['words, longer than both', wordsLonger],
    ['scores', scores],
    ['passages', passages],
    ['rank', Math.max(0, timings.searchMs - vectors - wordsLonger - scores - passages)],
    ['answer', timings.answerMs],
    ['log', of('log')],
  ];
  const known = stages.reduce((sum, [, ms]) => sum + ms, 0);
  // Token vectors are read beside the passages and while these are made ready, and waited for in the answer.
  const beside: [string, number][] = [
    ['read', of('read')],
    ['words', of('words')],
    ['approved answers', of('approved answers')],
    ['token vectors', of('token vectors')],
  ];
  return [...stages, ...beside, ['rest', Math.max(0, total - known)], ['total', total]];
}

/** The same order in every run, with the sets mixed. */
function shuffled(questions: readonly string[]): string[] {
  const random = mulberry32(3);
  return questions
    .map((question) => ({ question, at: random() }))
    .toSorted((left, right) => left.at - right.at)
    .map((it) => it.question);
}

/** Mean bytes of a chunk in each column of the report's `space`. */
const spaceHeader = ['model', 'chunks', 'text', 'vector', 'vector index', 'sentences', 'tokens', 'words', 'word index'];

function describe(report: LatencyReport): string {
  const row = (stage: string, it: LatencySummary): string[] => [
    stage,
    String(it.meanMs ?? '-'),
    String(it.p50Ms ?? '-'),
    String(it.p95Ms ?? '-'),
    String(it.maxMs ?? '-'),
  ];
  const rows = [
    ...Object.entries(report.stages).map(([stage, it]) => row(stage, it)),
    row('total', report.total),
    row('processor time', report.processor),
  ];
  const space = report.space.map(({ model, chunks, ...bytes }) => [model, chunks, ...Object.values(bytes)].map(String));
  return `${textTable(['stage', 'mean ms', 'p50 ms', 'p95 ms', 'max ms'], rows)}\n\n${textTable(spaceHeader, space)}`;
}
