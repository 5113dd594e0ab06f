import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AnswerQuestion, Converse, type Answerer } from '@mingda/answering';
import { defaultProfile, type AccessScope, type Evaluation, type GateStatus, type Profile } from '@mingda/contracts';
import {
  AnswerRepository,
  ChunkEditRepository,
  CollectionLexicons,
  CollectionRepository,
  ConversationRepository,
  type Database,
  DocumentMetadataRepository,
  DocumentRepository,
  EvaluationRepository,
  GateRepository,
  ImportJobRepository,
  IndexStateRepository,
  LexicalAnalysisRepository,
  LexiconRepository,
  OutcomeRepository,
  PassageSearchRepository,
  ProfileRepository,
  ShadowRepository,
  TokenVectorRepository,
  VersionRepository,
} from '@mingda/database';
import { BertScorer, GoldSets, RunGoldSet } from '@mingda/evaluation';
import { DocumentParser, FolderBlobStore } from '@mingda/files';
import {
  AcceptDocument,
  AnalyseCollection,
  DeleteCollection,
  DeleteDocument,
  ImportWorker,
  IngestDocument,
} from '@mingda/ingestion';
import { createLogger, loadConfig } from '@mingda/platform';
import { JobQueue } from '@mingda/queue';
import { QuestionTargets, Retrieve } from '@mingda/retrieval';
import {
  FakeEmbedder,
  goldSetOfManuals,
  manuals,
  sampleCollection,
  testDatabases,
  type OpenedDatabase,
} from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPasswords } from './passwords.ts';
import { openQuality, type Quality } from './quality.ts';

function analysisParts(database: Database) {
  const lexicons = new CollectionLexicons(database);
  const analysis = new LexicalAnalysisRepository(database);
  return { lexicons, analyseCollection: new AnalyseCollection({ lexicons, analysis }) };
}

const config = loadConfig({});
const logger = createLogger({ logLevel: 'silent' }, 'test');
const short: Profile = { ...defaultProfile, chunking: { ...defaultProfile.chunking, maxTokens: 40 } };
const refusing: Profile = { ...defaultProfile, answering: { ...defaultProfile.answering, threshold: 1 } };
/** Those that need no scoring model. */
const metrics = ['accuracy', 'recallAt5', 'refusalRecall', 'latencyMeanMs'];

/** Stands in for the answerer at its boundary: says what the best passage says, sure of it when a word of it was asked. */
class FirstPassage implements Answerer {
  readonly name = 'first passage';
  asked = 0;
  onAsk: () => void = () => undefined;

  async answer({ found }: Parameters<Answerer['answer']>[0]): ReturnType<Answerer['answer']> {
    this.asked += 1;
    this.onAsk();
    const [best] = found;
    if (best === undefined) return null;
    return { text: best.text, confidence: best.lexical > 0 ? 0.9 : 0.1, quotes: [], trace: null };
  }
}

describe.each(testDatabases())('runs, drafts and the gate, put together ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let queue: JobQueue;
  let worker: ImportWorker;
  let parser: DocumentParser;
  let goldSetsDir: string;
  let scope: AccessScope;
  let collectionId: string;
  let quality: Quality;
  let parts: ReturnType<typeof openParts>;
  const answerer = new FirstPassage();

  beforeAll(async () => {
    opened = await open();
    ({ scope, collectionId } = await sampleCollection(opened.database, 'products'));
    goldSetsDir = await goldSetOfManuals();
    queue = new JobQueue(opened.database, logger);
    parser = new DocumentParser({ limits: config.limits, threads: 1, logger });
    await queue.start();
    parts = openParts();
    quality = parts.quality;
    const { ingestDocument } = parts;
    const { imports } = parts.repositories;
    worker = new ImportWorker({ database: opened.database, imports, ingestDocument, settings: config.ingest, logger });
    await worker.start();
    // More at once than one process takes, as several processes would.
    await queue.work('run-evaluation', { concurrency: 3 }, ({ evaluationId }, signal) =>
      quality.runEvaluation.execute(evaluationId, signal),
    );
    await queue.work('reindex-collection', { concurrency: 1 }, (it) =>
      quality.reindexCollection.execute(it.collectionId),
    );
    for (const { name, content } of manuals) {
      const bytes = new TextEncoder().encode(content);
      await parts.acceptDocument.execute(scope, { collectionId, sourceKey: name, fileName: name, content: bytes });
    }
    const { indexes } = parts.repositories;
    await until(async () => (await indexes.ingestion(scope, collectionId)).ready === manuals.length);
  });
  afterAll(async () => {
    await worker.stop();
    await queue.stop();
    await parser.close();
    await opened.drop();
    await rm(goldSetsDir, { recursive: true, force: true });
  });

  function openParts() {
    const { database, dataDir } = opened;
    const embedder = new FakeEmbedder();
    const blobs = new FolderBlobStore(join(dataDir, 'blobs'));
    const repositories = {
      collections: new CollectionRepository(database),
      documents: new DocumentRepository(database),
      evaluations: new EvaluationRepository(database),
      profiles: new ProfileRepository(database),
      shadows: new ShadowRepository(database),
      indexes: new IndexStateRepository(database),
      outcomes: new OutcomeRepository(database),
      gates: new GateRepository(database),
      imports: new ImportJobRepository(database),
      tokenVectors: new TokenVectorRepository(database),
    };
    const { collections, documents } = repositories;
    const removal = { database, documents, blobs, collections };
    const versions = new VersionRepository(database);
    const targets = new QuestionTargets({ ...repositories, embedder });
    const retrieve = new Retrieve({
      targets,
      search: new PassageSearchRepository(database),
      lexicon: new LexiconRepository(database),
      lexicons: new CollectionLexicons(database),
      metadata: new DocumentMetadataRepository(database),
      embedder,
      crossEncoder: undefined,
    });
    const converse = new Converse({
      targets,
      conversations: new ConversationRepository(database),
      answers: new AnswerRepository(database),
      answerQuestion: new AnswerQuestion({ retrieve, answerers: { extractive: answerer } }),
    });
    const noScores = () => Promise.reject(new Error('no score was asked for'));
    const runGoldSet = new RunGoldSet({
      collections,
      retrieve: (of, request) => retrieve.execute(of, request),
      answer: (of, request, signal) => converse.execute(of, request, { signal }),
      scorer: new BertScorer({ models: { load: noScores, unload: noScores, embed: noScores } }),
      models: [],
    });
    const ingestDocument = new IngestDocument({
      versions,
      chunkEdits: new ChunkEditRepository(database),
      sweepRepeats: { known: async () => [], published: async () => undefined },
      ...analysisParts(database),
      blobs,
      parser,
      embedder,
      logger,
    });
    const goldSets = new GoldSets(goldSetsDir);
    const deletion = { deleteDocument: new DeleteDocument(removal), deleteCollection: new DeleteCollection(removal) };
    const own = {
      config,
      logger,
      database,
      queue,
      embedder,
      repositories,
      targets,
      goldSets,
      runGoldSet,
      ingestDocument,
    };
    return {
      repositories,
      converse,
      ingestDocument,
      acceptDocument: new AcceptDocument({ ...removal, imports: repositories.imports, limits: config.limits }),
      quality: openQuality({
        ...own,
        ...deletion,
        chunks: { sweepRepeats: { execute: async () => undefined } },
        crossEncoder: undefined,
        passwords: openPasswords(database, config),
        writer: undefined,
      }),
    };
  }

  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await sleep(30);
  }
  const start = (given: { profileVersion?: number; reuse?: boolean } = {}): Promise<Evaluation> =>
    quality.startEvaluation.execute(scope, { collectionId, goldSet: 'manuals', metrics, ...given });
  async function ended({ id }: Evaluation): Promise<Evaluation> {
    for (;;) {
      const evaluation = await parts.repositories.evaluations.get(scope, id);
      if (evaluation === null) throw new Error('the run is gone');
      if (evaluation.finishedAt !== null) return evaluation;
      await sleep(30);
    }
  }
  const reportOf = async ({ id }: Evaluation) => {
    const report = await parts.repositories.evaluations.report(scope, id);
    if (report === null) throw new Error('no report');
    return report;
  };
  const status = (): Promise<GateStatus> => quality.gateInspector.status(scope, collectionId);

  test('runs of one collection go one after the other, none is lost, and all say the same', async () => {
    const runs = await Promise.all((await Promise.all([start(), start(), start()])).map(ended));
    expect(runs.map((it) => [it.state, it.failure])).toEqual([1, 2, 3].map(() => ['finished', null]));
    const times = runs.map((it) => [Date.parse(it.startedAt ?? ''), Date.parse(it.finishedAt ?? '')] as const);
    const ordered = times.toSorted(([a], [b]) => a - b);
    for (const [index, [begin]] of ordered.entries()) {
      expect(begin).toBeGreaterThanOrEqual(ordered[index - 1]?.[1] ?? 0);
    }
    expect(new Set(runs.map((it) => it.digest)).size).toBe(1);
    expect(runs[0]?.metrics?.accuracy).toBeGreaterThan(0.5);
    expect(new Set(runs.map((it) => it.metrics?.accuracy)).size).toBe(1);
  });

  test('a run that is stopped goes on where it was, and ends with the same figures', async () => {
    const alone = await reportOf(await ended(await start()));
    const before = answerer.asked;
    const stop = new AbortController();
    const evaluation = await parts.repositories.evaluations.create(scope, {
      collectionId,
      goldSet: 'manuals',
      metrics,
    });
    answerer.onAsk = () => answerer.asked === before + 12 && stop.abort();
    await expect(quality.runEvaluation.execute(evaluation.id, stop.signal)).rejects.toThrow(/abort/i);
    answerer.onAsk = () => undefined;
    const stored = (await parts.repositories.outcomes.load(evaluation.id)).size;
    expect(stored).toBe(10);
    const resumed = answerer.asked;
    await quality.runEvaluation.execute(evaluation.id);
    // One question for warming up, and those that were not stored.
    expect(answerer.asked - resumed).toBe(1 + alone.questions.length - stored);
    const report = await reportOf(evaluation);
    const answers = (of: typeof report) =>
      of.questions.map(({ id, answer, refused, retrieved, scores }) => [
        id,
        answer,
        refused,
        retrieved,
        scores['accuracy'],
      ]);
    expect(answers(report)).toEqual(answers(alone));
    expect(report.run?.digest).toBe(alone.run?.digest);
  });

  test('an unchanged run asks nothing again, a changed document does', async () => {
    const before = answerer.asked;
    const reused = await reportOf(await ended(await start({ reuse: true })));
    expect([reused.run?.reused, answerer.asked]).toEqual([28, before]);
    expect(reused.metrics.latencyMeanMs).toBeNull();
    const [{ name, content }] = manuals as [(typeof manuals)[number]];
    const changed = {
      collectionId,
      sourceKey: name,
      fileName: name,
      content: new TextEncoder().encode(`${content}\n\n另见附录。`),
    };
    const { versionId } = await parts.acceptDocument.execute(scope, changed);
    await until(async () => (await parts.repositories.documents.version(scope, versionId))?.state === 'ready');
    const fresh = await reportOf(await ended(await start({ reuse: true })));
    expect(fresh.run?.reused).toBe(0);
  });

  test('a cancelled run stays cancelled and lets the next one go', async () => {
    const going = await start();
    const { evaluations } = parts.repositories;
    await until(async () => (await evaluations.get(scope, going.id))?.state === 'running');
    expect((await evaluations.cancel(scope, going.id))?.state).toBe('cancelled');
    expect((await ended(await start())).state).toBe('finished');
    expect(await evaluations.get(scope, going.id)).toMatchObject({ state: 'cancelled', metrics: null });
    expect((await parts.repositories.outcomes.load(going.id)).size).toBe(0);
  });

  test('a draft is measured, held back when it is worse, and another chunk size on chunks of its own', async () => {
    const { profileGate: gate } = quality;
    const { profiles, shadows, collections } = parts.repositories;
    const base = await ended(await start({ profileVersion: 1 }));
    const by = { collectionId, doneBy: 'administrator' };
    const policy = {
      goldSet: 'manuals',
      limit: null,
      margins: { accuracy: 0.1 },
      confidence: 0.95,
      minQuestions: 20,
      changedShare: 0.5,
    };
    await gate.setPolicy(scope, collectionId, policy);
    expect((await status()).baseline?.id).toBe(base.id);

    const worse = (await gate.save(scope, { ...by, profile: refusing })).draftVersion ?? 0;
    await ended(await start({ profileVersion: worse }));
    expect((await status()).verdict).toMatchObject({ outcome: 'not-passed', checks: [{ verdict: 'worse' }] });

    const version = (await gate.save(scope, { ...by, profile: short })).draftVersion ?? 0;
    const ask = { collectionId, question: 'GW-1100 有多重？', profileVersion: version };
    await expect(parts.converse.execute(scope, ask)).rejects.toMatchObject({ code: 'DRAFT_NOT_INDEXED' });
    const run = await ended(await start({ profileVersion: version }));
    const content = run.configuration?.documents;
    expect(content?.chunks).toBeGreaterThan(base.configuration?.documents.chunks ?? 0);
    expect(await collections.list(scope)).toHaveLength(1);
    expect((await parts.converse.execute(scope, ask)).profileVersion).toBe(version);
    const logged = await opened.database.dataSource.query<{ collection_id: string }[]>(
      'select distinct collection_id from answer',
    );
    expect(logged).toEqual([{ collection_id: collectionId }]);

    await gate.publish(scope, { ...by, version, overrideReason: 'to see it cut again' });
    await until(async () => {
      const { index } = await status();
      return index.current === index.total;
    });
    expect(await shadows.others(scope, collectionId, null)).toEqual([]);
    expect((await collections.get(scope, collectionId))?.chunkCount).toBe(content?.chunks);
    expect((await profiles.list(scope, collectionId)).find((it) => it.state === 'published')?.version).toBe(version);
    const after = await ended(await start());
    expect(after.configuration?.documents.sha256).toBe(content?.sha256);
    expect((await status()).unmeasured).toBeNull();
  });
});
