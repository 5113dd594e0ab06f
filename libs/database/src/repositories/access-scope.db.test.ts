import { randomUUID } from 'node:crypto';
import { defaultProfile, metricsSchema, type AccessScope, type Answer, type EvaluationReport } from '@mingda/contracts';
import { toMingdaError } from '@mingda/platform';
import {
  acceptSample,
  failSample,
  publishedVersion,
  randomChunks,
  sampleCollection,
  seededRandom,
  testDatabases,
  type OpenedDatabase,
  type SampleCollection,
} from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../database.ts';
import { TenantEntity } from '../entities/tenant.entity.ts';
import { AnswerRepository } from './answer.repository.ts';
import { ApiKeyRepository } from './api-key.repository.ts';
import { ChunkEditRepository, newEditId } from './chunk-edit.repository.ts';
import { CollectionRepository } from './collection.repository.ts';
import { ConversationRepository } from './conversation.repository.ts';
import { DocumentMetadataRepository } from './document-metadata.repository.ts';
import { DocumentRepository } from './document.repository.ts';
import { EvaluationRepository } from './evaluation.repository.ts';
import { ImportRepository } from './import.repository.ts';
import { IntentRepository } from './intent.repository.ts';
import { LexiconEntryRepository } from './lexicon-entry.repository.ts';
import { LexiconRepository } from './lexicon.repository.ts';
import { PassageSearchRepository } from './passage-search.repository.ts';
import { SourceRunRepository } from './source-run.repository.ts';
import { SourceRepository } from './source.repository.ts';
import { VersionRepository } from './version.repository.ts';

const chunks = randomChunks(seededRandom(11), 5);
const terms = chunks.flatMap((chunk) => chunk.terms.map(({ hash }) => hash));
const weighted = terms.map((hash) => ({ hash, weight: 1 }));
const noMetrics = Object.fromEntries(
  Object.keys(metricsSchema.shape).map((name) => [name, null]),
) as EvaluationReport['metrics'];
const counts = {
  documents: 1,
  chunks: 5,
  questions: 1,
  answerable: 1,
  unanswerable: 0,
  answered: 1,
  refused: 0,
  correct: 1,
};

function answerOf(conversationId: string): Answer {
  return {
    id: randomUUID(),
    conversationId,
    externalId: 'ticket 7',
    question: '问题？',
    outcome: 'answered',
    text: 'The answer.',
    lang: 'zh',
    confidence: 0.25,
    handOver: false,
    citations: [],
    answerer: 'extractive',
    profileVersion: 1,
    timings: { totalMs: 3, embedMs: 1, searchMs: 1, answerMs: 1 },
    createdAt: '2026-01-02T03:04:05.678Z',
  };
}

const failure = { code: 'FILE_CORRUPT', en: 'en', zh: 'zh' };
const noMetadata = { tags: [], fields: {}, documentDate: null, modifiedAt: null };

/** What people enter beside documents, and what is read by itself: one of each. */
async function entered(
  database: Database,
  { scope, collectionId, documentId }: SampleCollection & { readonly documentId: string },
): Promise<{ sourceId: string; runId: string; wordId: string; failedId: string }> {
  const chunkEdits = new ChunkEditRepository(database);
  const document = await chunkEdits.editable(scope, documentId);
  if (document === null) throw new Error('the document is not there');
  const record = { action: 'rewrite', by: 'tester', after: ['new'] };
  const change = { remove: [], from: 0, insert: [], editId: newEditId(), edit: null, deleteEdits: [] };
  await chunkEdits.replace({ document, ...change, record });

  const lexicon = new LexiconEntryRepository(database);
  await lexicon.addWords(scope, { collectionId, by: 'tester', words: ['网关'] });
  await lexicon.addSynonym(scope, { collectionId, by: 'tester', content: { words: ['网关', 'gateway'], means: [] } });
  const [word] = (await lexicon.words(scope, collectionId, { offset: 0, limit: 1 })).items;
  const metadata = new DocumentMetadataRepository(database);
  await metadata.setFields(scope, collectionId, [{ name: 'owner', type: 'text', label: '' }]);
  await metadata.set(scope, { documentId, metadata: { ...noMetadata, tags: ['hr'], fields: { owner: 'Li' } } });

  const vectors = new Float32Array([1, 0]);
  await new IntentRepository(database).save(scope, collectionId, {
    version: 0,
    intents: [],
    measured: [],
    models: [{ modelKey: 'm', dims: 2, labels: [0], vectors, coefficients: new Float32Array([1]), threshold: 0.5 }],
    changedBy: 'tester',
  });
  const failed = await acceptSample(database, { scope, collectionId }, { key: 'failed', content: 'failed' });
  await failSample(database, failed.versionId, failure);

  const runs = new SourceRunRepository(database);
  const source = await database.transaction(async (tx) => {
    const place = { kind: 'push' as const, settings: { keyIds: [] } };
    const values = {
      name: 's',
      place,
      secretId: null,
      secretNames: [],
      schedule: null,
      enabled: true,
      nextDueAt: null,
    };
    const made = await new SourceRepository(database).create(scope, { ...values, collectionId, keyPrefix: 's/' }, tx);
    await runs.request(made, 'manual', tx);
    return made;
  });
  const [run] = await runs.list(scope, source.id);
  const runId = run?.id ?? '';
  await runs.addFailures({ id: runId, attempt: randomUUID() }, source, [{ key: 'a', failure }]);
  return { sourceId: source.id, runId, wordId: word?.id ?? '', failedId: failed.versionId };
}

/** Ids of one of everything. */
interface Everything extends SampleCollection {
  readonly documentId: string;
  readonly versionId: string;
  readonly chunkIds: string[];
  readonly conversationId: string;
  readonly answer: Answer;
  readonly evaluationId: string;
  readonly keyId: string;
}

describe.each(testDatabases())('access scope ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let all: Everything;
  let strangers: [name: string, scope: AccessScope][];
  let reads: [name: string, read: (scope: AccessScope) => Promise<unknown>, nothing: unknown][];
  let changes: [name: string, change: (scope: AccessScope) => Promise<unknown>, nothing: unknown][];

  beforeAll(async () => {
    opened = await open();
    const { database } = opened;
    const collections = new CollectionRepository(database);
    const documents = new DocumentRepository(database);
    const search = new PassageSearchRepository(database);
    const lexicon = new LexiconRepository(database);
    const conversations = new ConversationRepository(database);
    const answers = new AnswerRepository(database);
    const evaluations = new EvaluationRepository(database);
    const apiKeys = new ApiKeyRepository(database);

    const home = await sampleCollection(database);
    const { scope, collectionId } = home;
    const { documentId, versionId } = await acceptSample(database, home, { key: 'k', content: 'c' });
    await new VersionRepository(database).publish(versionId, publishedVersion(chunks));
    const ids = await database.dataSource.query<{ id: string }[]>('select id from chunk order by ordinal');
    const conversation = await conversations.create(scope, collectionId);
    const answer = answerOf(conversation.id);
    await answers.save(scope, { collectionId, answer, trace: { seen: [1] } });
    const evaluation = await evaluations.create(scope, { collectionId, goldSet: 'sample', limit: 3 });
    const report: EvaluationReport = {
      goldSet: 'sample',
      collection: 'sample',
      startedAt: answer.createdAt,
      finishedAt: answer.createdAt,
      profile: defaultProfile,
      models: [],
      counts,
      metrics: noMetrics,
      groups: {},
      questions: [],
    };
    await evaluations.finish(evaluation.id, report);
    const key = await apiKeys.create(scope.tenantId, {
      name: 'k',
      kind: 'integration',
      hash: 'h',
      prefix: 'mgd_',
      collectionIds: null,
    });
    all = {
      ...home,
      documentId,
      versionId,
      chunkIds: ids.map(({ id }) => id),
      conversationId: conversation.id,
      answer,
      evaluationId: evaluation.id,
      keyId: key.id,
    };

    const other = await database.dataSource.manager.save(TenantEntity, { name: 'another company' });
    strangers = [
      ['another tenant', { tenantId: other.id }],
      ['another tenant that names the collection', { tenantId: other.id, collectionIds: [collectionId] }],
      ['the same tenant with another collection', { tenantId: scope.tenantId, collectionIds: [randomUUID()] }],
      ['the same tenant with no collection', { tenantId: scope.tenantId, collectionIds: [] }],
    ];
    const { sourceId, runId, wordId, failedId } = await entered(database, all);
    const chunkEdits = new ChunkEditRepository(database);
    const entries = new LexiconEntryRepository(database);
    const metadata = new DocumentMetadataRepository(database);
    const intents = new IntentRepository(database);
    const imports = new ImportRepository(database);
    const sources = new SourceRepository(database);
    const runs = new SourceRunRepository(database);
    const page = { offset: 0, limit: 10 };
    const none = { items: [], total: 0 };
    const codeOf = (work: Promise<unknown>): Promise<unknown> =>
      work.catch((error: unknown) => toMingdaError(error).code);
    const dense = [
      { modelKey: 'bge-small-zh-v1.5-int8', dims: 512, vector: chunks[0]?.vector ?? new Float32Array(512) },
    ];
    reads = [
      ['collections.list', (it) => collections.list(it), []],
      ['collections.get', (it) => collections.get(it, collectionId), null],
      ['collections.getByName', (it) => collections.getByName(it, 'sample'), null],
      ['collections.updateProfile', (it) => collections.updateProfile(it, collectionId, defaultProfile), null],
      ['documents.list', (it) => documents.list(it, collectionId, { offset: 0, limit: 10 }), { items: [], total: 0 }],
      ['documents.get', (it) => documents.get(it, documentId), null],
      ['documents.versions', (it) => documents.versions(it, documentId), []],
      ['documents.version', (it) => documents.version(it, versionId), null],
      ['documents.blobKey', (it) => documents.blobKey(it, versionId), null],
      ['documents.text', (it) => documents.text(it, versionId), null],
      ['chunkEdits.editable', (it) => chunkEdits.editable(it, documentId), null],
      ['chunkEdits.history', (it) => chunkEdits.history(it, documentId), { lost: [], records: [] }],
      ['documents.requeue', (it) => database.transaction((tx) => documents.requeue(it, documentId, tx)), null],
      ['search.candidates by vector', (it) => search.candidates(it, { collectionId, dense, terms: [], limit: 10 }), []],
      [
        'search.candidates by words',
        (it) => search.candidates(it, { collectionId, dense: [], terms: weighted, limit: 10 }),
        [],
      ],
      [
        'search.candidates with what others found by vectors and by words',
        (it) => {
          const words = { chunks: 1, df: new Map(), scores: new Map(all.chunkIds.map((id) => [id, 1])) };
          const neighbours = all.chunkIds.map((chunkId) => ({ chunkId, modelKey: 'm', dense: 1 }));
          return search.candidates(it, { collectionId, dense, terms: weighted, limit: 10 }, { words, neighbours });
        },
        [],
      ],
      ['search.neighbours', (it) => search.neighbours(it, { collectionId, dense, limit: 10 }), []],
      [
        'search.words',
        (it) => search.words(it, { collectionId, terms: weighted, limit: 10 }),
        { chunks: 0, df: new Map(), scores: new Map() },
      ],
      ['search.passages', (it) => search.passages(it, all.chunkIds), []],
      ['lexicon.statistics', (it) => lexicon.statistics(it, collectionId, terms), { chunks: 0, df: new Map() }],
      ['lexicon.models', (it) => lexicon.models(it, collectionId), []],
      ['conversations.get', (it) => conversations.get(it, conversation.id), null],
      ['answers.get', (it) => answers.get(it, answer.id), null],
      ['answers.record', (it) => answers.record(it, answer.id), null],
      ['words', (it) => entries.words(it, collectionId, page), none],
      ['synonyms', (it) => entries.synonyms(it, collectionId, page), none],
      ['lexicon state', (it) => codeOf(entries.state(it, collectionId)), 'COLLECTION_NOT_FOUND'],
      ['metadata.fields', (it) => metadata.fields(it, collectionId), []],
      ['metadata.tags', (it) => metadata.tags(it, collectionId), []],
      ['metadata.get', (it) => metadata.get(it, documentId), null],
      ['intents.get', (it) => intents.get(it, collectionId), null],
      ['intents.models', (it) => intents.models(it, collectionId, 1), []],
      ['intents.modelKeys', (it) => intents.modelKeys(it, collectionId, 1), []],
      ['imports.loads', (it) => imports.loads(it, 600), []],
      ['imports.loads of the collection', (it) => imports.loads(it, 600, collectionId), []],
      ['imports.failed', (it) => imports.failed(it, page), { ...none, codes: [] }],
      ['sources.list', (it) => sources.list(it, collectionId), []],
      ['sources.get', (it) => sources.get(it, sourceId), null],
      ['runs.list', (it) => runs.list(it, sourceId), []],
      ['runs.latest', (it) => runs.latest(it, collectionId), new Map()],
      ['runs.failures', (it) => runs.failures(it, runId), []],
      [
        'answers.feedback',
        (it) => answers.feedback(it, answer.id, { keyId: key.id, feedback: { thumb: 'down' } }),
        false,
      ],
      ['evaluations.list', (it) => evaluations.list(it, {}), []],
      ['evaluations.list of the collection', (it) => evaluations.list(it, { collectionId }), []],
      ['evaluations.get', (it) => evaluations.get(it, evaluation.id), null],
      ['evaluations.report', (it) => evaluations.report(it, evaluation.id), null],
      ['documents.delete', (it) => documents.delete(it, documentId), null],
      ['collections.delete', (it) => collections.delete(it, collectionId), null],
    ];
    const missing = 'COLLECTION_NOT_FOUND';
    const by = 'stranger';
    changes = [
      ['add words', (it) => codeOf(entries.addWords(it, { collectionId, by, words: ['新词'] })), missing],
      ['delete a word', (it) => codeOf(entries.deleteWord(it, collectionId, wordId)), missing],
      ['metadata.set', (it) => metadata.set(it, { documentId, metadata: noMetadata }), false],
      [
        'metadata.change',
        (it) =>
          metadata.change(it, collectionId, { documentIds: [documentId], addTags: ['x'], removeTags: [], fields: {} }),
        0,
      ],
      ['metadata.setFields', (it) => codeOf(metadata.setFields(it, collectionId, [])), missing],
      [
        'intents.save',
        (it) =>
          codeOf(intents.save(it, collectionId, { version: 0, intents: [], measured: [], models: [], changedBy: by })),
        'INTENTS_CHANGED',
      ],
      ['imports.pauseCollection', (it) => imports.pauseCollection(it, collectionId), undefined],
      ['imports.cancel', (it) => imports.cancel(it, collectionId), 0],
      ['imports.retryFailed', (it) => imports.retryFailed(it, { versionIds: [failedId] }), 0],
      ['imports.dismissFailed', (it) => imports.dismissFailed(it, { versionIds: [failedId] }), 0],
      ['runs.cancel', (it) => runs.cancel(it, sourceId), undefined],
      [
        'conversations.remember',
        (it) =>
          codeOf(
            conversations.remember(it, conversation.id, { state: 'handed-over', refusals: 0, slots: {}, summary: [] }),
          ),
        'CONVERSATION_NOT_FOUND',
      ],
    ];
  });
  afterAll(() => opened.drop());

  test('no reading method shows a stranger anything', async () => {
    for (const [name, read, nothing] of reads) {
      for (const [stranger, scope] of strangers) expect(await read(scope), `${name} for ${stranger}`).toEqual(nothing);
    }
  });

  test('no writing method lets a stranger change anything', async () => {
    const { scope, collectionId } = all;
    for (const [name, change, nothing] of changes) {
      for (const [stranger, it] of strangers) expect(await change(it), `${name} for ${stranger}`).toEqual(nothing);
    }
    const [load] = await new ImportRepository(opened.database).loads(scope, 600, collectionId);
    expect(load).toMatchObject({ selfPaused: false, allPaused: false, failed: 1 });
    const runs = await new SourceRunRepository(opened.database).latest(scope, collectionId);
    expect([...runs.values()].map((it) => it.state)).toEqual(['waiting']);
  });

  test('a stranger cannot put anything into the collection', async () => {
    const { database } = opened;
    const { collectionId } = all;
    for (const [, scope] of strangers) {
      await expect(acceptSample(database, { scope, collectionId }, { key: 'k', content: 'x' })).rejects.toMatchObject({
        code: 'COLLECTION_NOT_FOUND',
      });
      await expect(new ConversationRepository(database).create(scope, collectionId)).rejects.toMatchObject({
        code: 'COLLECTION_NOT_FOUND',
      });
      await expect(
        new EvaluationRepository(database).create(scope, { collectionId, goldSet: 's' }),
      ).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
      const record = { collectionId, answer: answerOf(all.conversationId), trace: null };
      await expect(new AnswerRepository(database).save(scope, record)).rejects.toMatchObject({
        code: 'CONVERSATION_NOT_FOUND',
      });
    }
  });

  test('a key of another tenant is neither listed nor revoked', async () => {
    const apiKeys = new ApiKeyRepository(opened.database);
    const [, stranger] = strangers[0] ?? ['', { tenantId: '' }];
    expect(await apiKeys.list(stranger)).toEqual([]);
    expect(await apiKeys.revoke(stranger, all.keyId)).toBe(false);
    expect((await apiKeys.list(all.scope)).map(({ id }) => id)).toEqual([all.keyId]);
  });

  test('the owner and a key limited to the collection see everything', async () => {
    for (const scope of [all.scope, { ...all.scope, collectionIds: [all.collectionId] }]) {
      for (const [name, read, nothing] of reads.filter(([it]) => !it.includes('delete')))
        expect(await read(scope), name).not.toEqual(nothing);
    }
    const answers = new AnswerRepository(opened.database);
    expect(await answers.get(all.scope, all.answer.id)).toEqual(all.answer);
    const turns = [
      { role: 'user', text: '问题？' },
      { role: 'assistant', text: 'The answer.' },
    ];
    expect(await new ConversationRepository(opened.database).get(all.scope, all.conversationId)).toEqual({
      id: all.conversationId,
      collectionId: all.collectionId,
      turns,
      context: turns,
      memory: null,
    });
    expect(await new EvaluationRepository(opened.database).get(all.scope, all.evaluationId)).toMatchObject({
      state: 'finished',
      progress: 1,
      counts,
    });
  });
});
