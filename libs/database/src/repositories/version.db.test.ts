import {
  acceptSample,
  publishedVersion,
  randomChunks,
  sampleCollection,
  seededRandom,
  testDatabases,
  type OpenedDatabase,
  type SampleCollection,
} from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewChunk } from '../published-version.ts';
import { CollectionRepository } from './collection.repository.ts';
import { DocumentRepository } from './document.repository.ts';
import { LexiconRepository } from './lexicon.repository.ts';
import { VersionRepository } from './version.repository.ts';

const English = { modelKey: 'bge-small-en-v1.5-int8', dims: 384 };

describe.each(testDatabases())('publishing ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let documents: DocumentRepository;
  let versions: VersionRepository;
  beforeAll(async () => {
    opened = await open();
    documents = new DocumentRepository(opened.database);
    versions = new VersionRepository(opened.database);
  });
  afterAll(() => opened.drop());

  /** Everything the collection's search depends on, counted from the chunks and as kept. */
  async function state(home: SampleCollection) {
    const read = (sql: string) => opened.database.dataSource.query<unknown[]>(sql, [home.collectionId]);
    return {
      chunks: await read('select version_id, ordinal, text from chunk where collection_id = $1 order by 1, 2'),
      vectors: await read('select model_id, embedding::text from chunk_vector where collection_id = $1 order by 1, 2'),
      lexical: await read('select terms, weights::text from chunk_lexical where collection_id = $1 order by 1, 2'),
      kept: await read('select term, df from lexical_term where collection_id = $1 order by term'),
      counted: await read(
        'select term, count(*)::int as df from chunk_lexical cross join unnest(terms) as term where collection_id = $1 group by term order by term',
      ),
      keptModels: await read(
        'select model_id, chunk_count from collection_model where collection_id = $1 and chunk_count <> 0 order by 1',
      ),
      countedModels: await read(
        'select model_id, count(*)::int as chunk_count from chunk where collection_id = $1 group by 1 order by 1',
      ),
      collection: await new CollectionRepository(opened.database).get(home.scope, home.collectionId),
    };
  }

  async function expectConsistent(home: SampleCollection): Promise<void> {
    const { chunks, kept, counted, keptModels, countedModels, collection } = await state(home);
    expect(kept).toEqual(counted);
    expect(keptModels).toEqual(countedModels);
    expect(collection?.chunkCount).toBe(chunks.length);
  }

  test('twice gives the same as once, and numbers arrive as they were sent', async () => {
    const home = await sampleCollection(opened.database, 'twice');
    const { versionId } = await acceptSample(opened.database, home, { key: 'a', content: '1' });
    const chunks = randomChunks(seededRandom(1), 250, { terms: 60 });
    await versions.publish(versionId, publishedVersion(chunks));
    const once = await state(home);
    await versions.publish(versionId, publishedVersion(chunks));
    expect(await state(home)).toEqual(once);
    await expectConsistent(home);
    expect(once.chunks).toHaveLength(250);
    const [row] = await opened.database.dataSource.query<{ embedding: string }[]>(
      'select v.embedding::text from chunk_vector v join chunk c on c.id = v.chunk_id where c.version_id = $1 and c.ordinal = 249',
      [versionId],
    );
    const stored = JSON.parse(row?.embedding ?? '[]') as number[];
    expect(Float32Array.from(stored)).toEqual(chunks[249]?.vector);
  });

  test('a new version replaces the old one, and the terms that only the old one had are gone', async () => {
    const home = await sampleCollection(opened.database, 'replace');
    const random = seededRandom(2);
    const other = await acceptSample(opened.database, home, { key: 'other', content: 'o' });
    await versions.publish(other.versionId, publishedVersion(randomChunks(random, 10, English)));
    const first = await acceptSample(opened.database, home, { key: 'a', content: '1' });
    const only = (chunk: NewChunk, hash: number): NewChunk => ({
      ...chunk,
      terms: [...chunk.terms, { hash, weight: 1 }],
    });
    await versions.publish(
      first.versionId,
      publishedVersion(randomChunks(random, 20).map((chunk) => only(chunk, 1_000_000_000))),
    );
    const lexicon = new LexiconRepository(opened.database);
    const statistics = () => lexicon.statistics(home.scope, home.collectionId, [1_000_000_000, 999_999_999]);
    expect(await statistics()).toEqual({ chunks: 30, df: new Map([[1_000_000_000, 20]]) });
    expect(await lexicon.models(home.scope, home.collectionId)).toEqual(['bge-small-zh-v1.5-int8', English.modelKey]);

    const second = await acceptSample(opened.database, home, { key: 'a', content: '2' });
    const published = publishedVersion(
      randomChunks(random, 5).map((chunk) => only(chunk, 999_999_999)),
      { state: 'ready-with-warnings', title: 'New' },
    );
    await versions.publish(second.versionId, published);
    expect(await statistics()).toEqual({ chunks: 15, df: new Map([[999_999_999, 5]]) });
    await expectConsistent(home);
    const states = (await documents.versions(home.scope, first.documentId)).map(({ number, state: it }) => [
      number,
      it,
    ]);
    expect(states).toEqual([
      [2, 'ready-with-warnings'],
      [1, 'superseded'],
    ]);
    expect(await documents.text(home.scope, first.versionId)).toMatchObject({ text: 'The whole text.', chunks: [] });

    await documents.delete(home.scope, first.documentId);
    expect(await statistics()).toEqual({ chunks: 10, df: new Map() });
    await expectConsistent(home);
  });

  test('a version that is late loses to a newer one', async () => {
    const home = await sampleCollection(opened.database, 'late');
    const old = await acceptSample(opened.database, home, { key: 'a', content: '1' });
    const young = await acceptSample(opened.database, home, { key: 'a', content: '2' });
    await versions.publish(young.versionId, publishedVersion(randomChunks(seededRandom(3), 4)));
    await versions.publish(old.versionId, publishedVersion(randomChunks(seededRandom(4), 9)));
    expect(await documents.get(home.scope, old.documentId)).toMatchObject({
      currentVersionId: young.versionId,
      latestVersion: { state: 'ready' },
    });
    expect(await documents.version(home.scope, old.versionId)).toMatchObject({ state: 'superseded' });
    expect((await state(home)).chunks).toHaveLength(4);
  });

  test('a transaction that fails after the publish leaves the old version in place', async () => {
    const home = await sampleCollection(opened.database, 'undone');
    const first = await acceptSample(opened.database, home, { key: 'a', content: '1' });
    await versions.publish(first.versionId, publishedVersion(randomChunks(seededRandom(5), 6)));
    const before = await state(home);
    const second = await acceptSample(opened.database, home, { key: 'a', content: '2' });
    const attempt = opened.database.transaction(async (tx) => {
      await versions.publish(second.versionId, publishedVersion(randomChunks(seededRandom(6), 30)), tx);
      throw new Error('power cut');
    });
    await expect(attempt).rejects.toThrow('power cut');
    expect(await state(home)).toEqual(before);
    expect(await documents.version(home.scope, first.versionId)).toMatchObject({ state: 'ready' });
  });

  test('a document without chunks is published too', async () => {
    const home = await sampleCollection(opened.database, 'empty');
    const { versionId } = await acceptSample(opened.database, home, { key: 'a', content: '1' });
    await versions.publish(versionId, publishedVersion([]));
    expect(await documents.version(home.scope, versionId)).toMatchObject({ state: 'ready', chunkCount: 0 });
  });

  test('vectors of a known model with another length are refused', async () => {
    const home = await sampleCollection(opened.database, 'models');
    const { versionId } = await acceptSample(opened.database, home, { key: 'a', content: '1' });
    const wide = randomChunks(seededRandom(7), 2, { modelKey: 'wide', dims: 2048 });
    const small = randomChunks(seededRandom(8), 2, { modelKey: 'small', dims: 16 }).map((chunk) => ({
      ...chunk,
      ordinal: chunk.ordinal + 2,
    }));
    await versions.publish(versionId, publishedVersion([...wide, ...small]));
    await expectConsistent(home);
    const changed = publishedVersion(randomChunks(seededRandom(9), 1, { modelKey: 'small', dims: 17 }));
    await expect(versions.publish(versionId, changed)).rejects.toMatchObject({ code: 'MODEL_BAD_OUTPUT' });
  });

  test('many documents of one collection at once, each twice, over a shared vocabulary', async () => {
    const home = await sampleCollection(opened.database, 'busy');
    const accepted = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        acceptSample(opened.database, home, { key: `d${String(index)}`, content: String(index) }),
      ),
    );
    const publish = (versionId: string, seed: number) =>
      versions.publish(versionId, publishedVersion(randomChunks(seededRandom(seed), 20, { vocabulary: 100 })));
    await Promise.all(
      accepted.flatMap(({ versionId }, index) => [publish(versionId, index), publish(versionId, index + 100)]),
    );
    expect((await state(home)).chunks).toHaveLength(120);
    await expectConsistent(home);
  });
});
