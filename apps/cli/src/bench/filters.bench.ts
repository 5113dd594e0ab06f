import { defaultProfile, type AccessScope } from '@mingda/contracts';
import {
  CollectionRepository,
  Database,
  PassageSearchRepository,
  TenantRepository,
  type NewChunk,
  type SearchCondition,
} from '@mingda/database';
import { mulberry32 } from '@mingda/evaluation';
import { Command, Option } from 'commander';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, withCommonOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { textTable } from '../terminal/text-table.ts';
import { benchDatabase } from './large/bench-database.ts';
import { fillCollection, selectivities, selectivityTags, type FilledDocument } from './large/fill-collection.ts';
import { gaussian, normalized } from './large/random-vectors.ts';
import { summarizeLatencies } from './latency-summary.ts';

interface FiltersOptions extends CommonOptions {
  readonly chunks: number;
  readonly questions: number;
  readonly only?: Database['kind'];
}

interface FilterResult {
  readonly database: Database['kind'];
  readonly filter: string;
  readonly chunks: number;
  /** Of the ten true neighbours among the chunks that the filter leaves, the mean share that was found. */
  readonly recallAt10: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

const model = { modelKey: 'bench', dims: 512 };
/** Vectors of texts fill far fewer dimensions than they have. */
const latentDims = 48;
const chunksPerDocument = 50;
const neighbours = 10;
/** What answering asks for. */
const candidates = 100;

export function filtersBenchCommand(): Command {
  return withCommonOptions(new Command('filters'))
    .description('Recall and time of dense search under selective filters, on the embedded database and on a server')
    .option('--chunks <n>', 'chunks of the collection', Number, 50_000)
    .option('--questions <n>', 'questions for each filter', Number, 50)
    .addOption(new Option('--only <kind>', 'one of the two databases').choices(['server', 'embedded']))
    .action((options: FiltersOptions) =>
      runCommand(options, async (context) => {
        const results: FilterResult[] = [];
        if (options.only !== 'embedded') results.push(...(await onServer(context, options)));
        if (options.only !== 'server') results.push(...(await embedded(context, options)));
        context.terminal.result({ ...options, results }, describe(results));
      }),
    );
}

async function onServer(context: CommandContext, options: FiltersOptions): Promise<FilterResult[]> {
  const { logger, terminal, config } = context;
  const { url } = config.database;
  if (url === undefined) {
    terminal.note('no server: MINGDA_DATABASE_URL is not set');
    return [];
  }
  const own = await benchDatabase(url, { name: undefined, logger });
  try {
    return await measure(await Database.open({ url: own.url, dataDir: '', logger }), { context, options });
  } finally {
    await own.close();
  }
}

async function embedded(context: CommandContext, options: FiltersOptions): Promise<FilterResult[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mingda-filters-'));
  try {
    return await measure(await Database.open({ dataDir, logger: context.logger }), { context, options });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Corpus {
  readonly latent: Float32Array[];
  readonly vectors: Float32Array[];
  /** Number of the document of each chunk. */
  readonly documents: number[];
}

async function measure(
  database: Database,
  { context, options }: { context: CommandContext; options: FiltersOptions },
): Promise<FilterResult[]> {
  const bar = context.terminal.progress(`filters, ${database.kind}`);
  try {
    await database.migrate();
    const scope = { tenantId: await new TenantRepository(database).ensureDefault() };
    const collections = new CollectionRepository(database);
    const make = async (name: string): Promise<string> =>
      (await collections.create(scope, { name, description: '', profile: defaultProfile })).id;
    const random = mulberry32(7);
    const corpus: Corpus = { latent: [], vectors: [], documents: [] };
    const collectionId = await make('bench');
    const count = Math.ceil(options.chunks / chunksPerDocument);
    await fillCollection(
      database,
      { scope, collectionId },
      { documents: documentsOf(random, { count, corpus }), onDocument: (done) => bar.update(done, count) },
    );
    const smallId = await make('small');
    const small: Corpus = { latent: [], vectors: [], documents: [] };
    const few = Math.ceil(count / 4);
    const documents = documentsOf(random, { count: few, corpus: small });
    await fillCollection(database, { scope, collectionId: smallId }, { documents });
    await database.dataSource.query('analyze');
    const search = new PassageSearchRepository(database);
    const run = (given: Omit<Parameters<typeof measureFilter>[1], 'asked'>) => {
      const asked = Array.from({ length: options.questions }, () => queryNear(random, given.corpus));
      return measureFilter(search, { ...given, asked });
    };
    const results = [await run({ scope, collectionId, corpus, filter: 'none', conditions: [], kept: () => true })];
    for (const { tag, share } of selectivities) {
      const conditions: SearchCondition[] = [
        { target: { property: 'tag' }, negated: false, test: 'in', values: [tag] },
      ];
      const kept = (document: number): boolean => selectivityTags(document).includes(tag);
      results.push(
        await run({ scope, collectionId, corpus, filter: `tag, ${String(share * 100)} %`, conditions, kept }),
      );
    }
    const limited: AccessScope = { ...scope, collectionIds: [smallId] };
    const other = {
      collectionId: smallId,
      corpus: small,
      filter: 'another collection, 20 %',
      conditions: [],
      kept: () => true,
    };
    results.push(await run({ scope: limited, ...other }));
    return results.map((it) => ({ database: database.kind, ...it }));
  } finally {
    bar.end();
    await database.close();
  }
}

async function measureFilter(
  search: PassageSearchRepository,
  given: {
    scope: AccessScope;
    collectionId: string;
    corpus: Corpus;
    filter: string;
    conditions: SearchCondition[];
    kept: (document: number) => boolean;
    asked: readonly Float32Array[];
  },
): Promise<Omit<FilterResult, 'database'>> {
  const { scope, collectionId, corpus, filter, conditions, kept, asked } = given;
  const visible = corpus.vectors.filter((_, at) => kept(corpus.documents[at] ?? 0));
  const times: number[] = [];
  let recall = 0;
  for (const vector of asked) {
    const least = exactThreshold(visible, vector);
    const started = performance.now();
    const found = await search.candidates(scope, {
      collectionId,
      dense: [{ ...model, vector }],
      terms: [],
      limit: candidates,
      conditions,
    });
    times.push(performance.now() - started);
    const near = found.filter(({ dense }) => (dense ?? 0) >= least - 1e-5).length;
    recall += Math.min(near, neighbours) / Math.min(neighbours, visible.length) / asked.length;
  }
  const { p50Ms, p95Ms } = summarizeLatencies(times);
  return { filter, chunks: visible.length, recallAt10: Number(recall.toFixed(4)), p50Ms, p95Ms };
}

/** The similarity of the tenth nearest. */
function exactThreshold(vectors: readonly Float32Array[], query: Float32Array): number {
  const scores = Float64Array.from(vectors, (vector) => {
    let dot = 0;
    for (let i = 0; i < vector.length; i += 1) dot += (vector[i] ?? 0) * (query[i] ?? 0);
    return dot;
  });
  scores.sort();
  return scores.at(-Math.min(neighbours, scores.length)) ?? 0;
}

/** Documents about a subject each: their chunks lie near each other, so that a filter by document cuts out whole regions. */
function* documentsOf(
  random: () => number,
  { count, corpus }: { readonly count: number; readonly corpus: Corpus },
): Generator<FilledDocument> {
  const subjects = Array.from({ length: 200 }, () => latentPoint(random));
  for (let document = 0; document < count; document += 1) {
    const subject = subjects[Math.floor(random() * subjects.length)] ?? latentPoint(random);
    const own = near(random, subject, 0.7);
    const chunks = Array.from({ length: chunksPerDocument }, (_, ordinal) => {
      const latent = near(random, own, 0.7);
      const vector = fullVector(random, latent);
      corpus.latent.push(latent);
      corpus.vectors.push(vector);
      corpus.documents.push(document);
      return chunkOf(ordinal, vector);
    });
    yield { sourceKey: `bench ${String(document)}`, tags: selectivityTags(document), chunks };
  }
}

function chunkOf(ordinal: number, vector: Float32Array): NewChunk {
  return {
    ordinal,
    kind: 'paragraph',
    headingPath: [],
    text: '',
    charStart: 0,
    charEnd: 0,
    pageFrom: null,
    pageTo: null,
    lang: 'zh',
    tokens: 1,
    boxes: [],
    modelKey: model.modelKey,
    vector,
    terms: [],
    sentences: [],
  };
}

/** A question about something that the corpus holds. */
function queryNear(random: () => number, { latent }: Corpus): Float32Array {
  return fullVector(random, near(random, latent[Math.floor(random() * latent.length)] ?? latentPoint(random), 0.5));
}

const latentPoint = (random: () => number): Float32Array =>
  Float32Array.from({ length: latentDims }, () => gaussian(random));

const near = (random: () => number, centre: Float32Array, spread: number): Float32Array =>
  centre.map((it) => it + spread * gaussian(random));

const projection = Array.from(
  { length: model.dims },
  (
    (random) => () =>
      latentPoint(random)
  )(mulberry32(1)),
);

/** A latent point among all dimensions, with a little noise of its own. */
function fullVector(random: () => number, latent: Float32Array): Float32Array {
  return normalized(
    Float32Array.from(projection, (row) => {
      let sum = gaussian(random);
      for (let i = 0; i < latentDims; i += 1) sum += (row[i] ?? 0) * (latent[i] ?? 0);
      return sum;
    }),
  );
}

function describe(results: readonly FilterResult[]): string {
  return textTable(
    ['database', 'filter', 'chunks', 'recall@10', 'p50 ms', 'p95 ms'],
    results.map((it) => [
      it.database,
      it.filter,
      String(it.chunks),
      it.recallAt10.toFixed(4),
      String(it.p50Ms ?? '-'),
      String(it.p95Ms ?? '-'),
    ]),
  );
}
