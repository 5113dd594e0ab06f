import {
  acceptSample,
  publishedVersion,
  randomChunks,
  randomVector,
  sampleCollection,
  seededRandom,
  testDatabases,
  type OpenedDatabase,
  type SampleCollection,
} from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeVector } from '../codec/vector-codec.ts';
import type { NewChunk } from '../published-version.ts';
import { neighboursSql, scoresSql } from '../sql/search-statements.ts';
import { DocumentMetadataRepository } from './document-metadata.repository.ts';
import { EmbeddingModelRepository } from './embedding-model.repository.ts';
import { PassageSearchRepository, type Candidate, type CandidateQuery } from './passage-search.repository.ts';
import { VersionRepository } from './version.repository.ts';

const zh = { modelKey: 'bge-small-zh-v1.5-int8', dims: 512 };
const en = { modelKey: 'bge-small-en-v1.5-int8', dims: 384 };

const weighted = (hashes: readonly number[]) => hashes.map((hash) => ({ hash, weight: 1 }));

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

/** BM25 over all chunks, written from its definition. */
function bm25(chunks: readonly NewChunk[], terms: readonly number[]): number[] {
  const sets = chunks.map(({ terms: own }) => new Map(own.map(({ hash, weight }) => [hash, weight])));
  const idf = new Map(
    [...new Set(terms)].map((term) => {
      const df = sets.filter((set) => set.has(term)).length;
      return [term, Math.log(1 + (chunks.length - df + 0.5) / (df + 0.5))];
    }),
  );
  return sets.map((set) => [...idf].reduce((sum, [term, factor]) => sum + factor * (set.get(term) ?? 0), 0));
}

function best(scores: readonly number[], limit: number): number[] {
  return scores
    .map((score, index) => ({ score, index }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ index }) => index);
}

describe.each(testDatabases())('search ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let home: SampleCollection;
  let search: PassageSearchRepository;
  let models: EmbeddingModelRepository;
  const random = seededRandom(42);
  const chinese = randomChunks(random, 400, { ...zh, vocabulary: 300, terms: 25 });
  const english = randomChunks(random, 200, { ...en, vocabulary: 300, terms: 25 }).map((chunk) => ({
    ...chunk,
    ordinal: chunk.ordinal + 400,
  }));
  const all = [...chinese, ...english];
  const ordinals = new Map<string, number>();

  beforeAll(async () => {
    opened = await open();
    search = new PassageSearchRepository(opened.database);
    models = new EmbeddingModelRepository(opened.database);
    home = await sampleCollection(opened.database);
    const versions = new VersionRepository(opened.database);
    const { versionId } = await acceptSample(opened.database, home, { key: 'all', content: 'all' });
    await versions.publish(versionId, publishedVersion(all));
    // A neighbour with the same terms and closer vectors, which must not be seen.
    const neighbour = await sampleCollection(opened.database, 'neighbour');
    const other = await acceptSample(opened.database, neighbour, { key: 'all', content: 'all' });
    await versions.publish(other.versionId, publishedVersion(all));
    const rows = await opened.database.dataSource.query<{ id: string; ordinal: number }[]>(
      'select id, ordinal from chunk where collection_id = $1',
      [home.collectionId],
    );
    for (const { id, ordinal } of rows) ordinals.set(id, ordinal);
  });
  afterAll(() => opened.drop());

  const ask = (query: Partial<CandidateQuery>): Promise<Candidate[]> =>
    search.candidates(home.scope, { collectionId: home.collectionId, dense: [], terms: [], limit: 20, ...query });
  const ordinalsOf = (candidates: readonly Candidate[]): number[] =>
    candidates.map(({ chunkId }) => ordinals.get(chunkId) ?? Number.NaN);
  const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

  test('the dense search finds the nearest chunks of each model', async () => {
    for (let round = 0; round < 5; round += 1) {
      const vectors = { zh: randomVector(random, zh.dims), en: randomVector(random, en.dims) };
      const found = await ask({
        dense: [
          { ...zh, vector: vectors.zh },
          { ...en, vector: vectors.en },
        ],
        limit: 15,
      });
      const nearest = (chunks: readonly NewChunk[], vector: Float32Array) =>
        chunks
          .map((chunk) => ({ ordinal: chunk.ordinal, score: dot(chunk.vector, vector) }))
          .toSorted((a, b) => b.score - a.score)
          .slice(0, 15)
          .map(({ ordinal }) => ordinal);
      expect(sorted(ordinalsOf(found))).toEqual(
        sorted([...nearest(chinese, vectors.zh), ...nearest(english, vectors.en)]),
      );
    }
  });

  test('the lexical search finds the best chunks by BM25, each term of the question counted once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const terms = Array.from({ length: 6 }, () => 1 + Math.floor(random() * 320));
      const scores = bm25(all, terms);
      const found = await ask({ terms: weighted([...terms, ...terms]), limit: 15 });
      expect(sorted(ordinalsOf(found))).toEqual(sorted(best(scores, 15)));
      for (const { chunkId, lexical } of found)
        expect(Math.abs(lexical - (scores[ordinals.get(chunkId) ?? -1] ?? 0))).toBeLessThan(1e-4);
      const query = { collectionId: home.collectionId, terms: weighted([...terms, 999_999_999]), limit: 15 };
      const words = await search.words(home.scope, query);
      const holding = (term: number) => all.filter((it) => it.terms.some(({ hash }) => hash === term)).length;
      expect(words.chunks).toBe(all.length);
      const known = terms.filter((it) => holding(it) > 0);
      expect(words.df).toEqual(new Map(known.map((it) => [it, holding(it)])));
      const scoreOf = (chunkId: string): number => scores[ordinals.get(chunkId) ?? -1] ?? 0;
      const byScore = [...words.scores.keys()].map(scoreOf);
      expect(byScore).toEqual(byScore.toSorted((left, right) => right - left));
      const again = await search.candidates(home.scope, { ...query, dense: [] }, { words, neighbours: [] });
      expect(sorted(ordinalsOf(again))).toEqual(sorted(ordinalsOf(found)));
    }
  });

  test('a filter on a hidden copy looks at what people entered about the originals, and at nothing else', async () => {
    const scope = { tenantId: home.scope.tenantId };
    const [original, copy] = [
      await sampleCollection(opened.database, 'original'),
      await sampleCollection(opened.database, 'copy'),
    ];
    const versions = new VersionRepository(opened.database);
    const metadata = new DocumentMetadataRepository(opened.database);
    for (const key of ['open', 'closed']) {
      const { documentId } = await acceptSample(opened.database, original, { key, content: key });
      const tags = key === 'closed' ? ['secret'] : [];
      await metadata.set(scope, { documentId, metadata: { tags, fields: {}, documentDate: null, modifiedAt: null } });
    }
    for (const key of ['open', 'closed', 'gone']) {
      const { versionId } = await acceptSample(opened.database, copy, { key, content: key });
      await versions.publish(versionId, publishedVersion(randomChunks(random, 1, { ...zh, vocabulary: 1, terms: 1 })));
    }
    const within = { tenantId: scope.tenantId, collectionIds: [copy.collectionId] };
    const keysOf = async (negated: boolean): Promise<string[]> => {
      const found = await search.candidates(within, {
        collectionId: copy.collectionId,
        describedBy: original.collectionId,
        conditions: [{ target: { property: 'tag' }, negated, test: 'in', values: ['secret'] }],
        dense: [{ ...zh, vector: randomVector(random, zh.dims) }],
        terms: weighted([1]),
        limit: 20,
      });
      const passages = await search.passages(
        within,
        found.map((it) => it.chunkId),
      );
      return passages.map((it) => it.sourceKey);
    };
    expect(await keysOf(false)).toEqual(['closed']);
    expect(await keysOf(true)).toEqual(['open']);
  });

  test('every candidate of either search carries both exact scores', async () => {
    const vector = randomVector(random, zh.dims);
    const terms = [3, 17, 250];
    const scores = bm25(all, terms);
    const found = await ask({ dense: [{ ...zh, vector }], terms: weighted(terms) });
    expect(new Set(found.map(({ chunkId }) => chunkId)).size).toBe(found.length);
    for (const { chunkId, dense, lexical, modelKey } of found) {
      const chunk = all[ordinals.get(chunkId) ?? -1];
      expect(modelKey).toBe(chunk?.modelKey);
      expect(Math.abs(lexical - (scores[ordinals.get(chunkId) ?? -1] ?? Number.NaN))).toBeLessThan(1e-4);
      if (modelKey === zh.modelKey)
        expect(Math.abs((dense ?? Number.NaN) - dot(chunk?.vector ?? vector, vector))).toBeLessThan(1e-5);
      else expect(dense).toBeNull();
    }
    expect(found.some(({ lexical }) => lexical === 0)).toBe(true);
    expect(found.some(({ dense }) => dense === null)).toBe(true);
  });

  test('nothing to search with finds nothing', async () => {
    expect(await ask({})).toEqual([]);
    expect(await ask({ terms: weighted([999_999_999]) })).toEqual([]);
    expect(await ask({ terms: weighted([0, -5, 1.5, 2 ** 40]) })).toEqual([]);
    expect(
      await ask({ dense: [{ modelKey: "unknown'; drop table chunk; --", dims: 3, vector: Float32Array.of(1, 0, 0) }] }),
    ).toEqual([]);
  });

  test('a large collection: common terms only add to the score, and vectors are found through an index', async () => {
    const large = await sampleCollection(opened.database, 'large');
    const { versionId } = await acceptSample(opened.database, large, { key: 'k', content: 'k' });
    const count = 10_100;
    const tiny = { modelKey: 'tiny', dims: 16 };
    const chunks = randomChunks(random, count, { ...tiny, terms: 1, vocabulary: 1 }).map((chunk, index) => ({
      ...chunk,
      sentences: [],
      terms: [{ hash: 1, weight: 1 }, ...(index % 1000 === 7 ? [{ hash: 2, weight: 1 }] : [])],
    }));
    const indexes = () =>
      opened.database.dataSource.query<unknown[]>(
        "select indexdef from pg_indexes where tablename = 'chunk_vector' and indexdef like '%hnsw%'",
      );
    expect(await indexes()).toEqual([]);
    await new VersionRepository(opened.database).publish(versionId, publishedVersion(chunks));
    expect(await indexes()).toEqual([{ indexdef: expect.stringMatching(/(?:vector|halfvec)\(16\)/) }]);

    const find = (query: Partial<CandidateQuery>) =>
      search.candidates(large.scope, { collectionId: large.collectionId, dense: [], terms: [], limit: 100, ...query });
    const rare = await find({ terms: weighted([1, 2]) });
    expect(rare).toHaveLength(11);
    const idf = (df: number) => Math.log(1 + (count - df + 0.5) / (df + 0.5));
    for (const { lexical } of rare) expect(Math.abs(lexical - idf(count) - idf(11))).toBeLessThan(1e-4);
    expect(await find({ terms: weighted([1]) })).toHaveLength(100);

    const vector = randomVector(random, tiny.dims);
    const found = await find({ dense: [{ ...tiny, vector }], limit: 20 });
    const threshold = chunks.map((chunk) => dot(chunk.vector, vector)).toSorted((a, b) => b - a)[19] ?? 1;
    expect(found).toHaveLength(20);
    expect(found.filter(({ dense }) => (dense ?? 0) > threshold - 1e-6).length).toBeGreaterThanOrEqual(18);
    const model = await models.find('tiny');
    if (model === null) throw new Error('the model is not known');
    const explain = `explain ${neighboursSql([model])}`;
    const plan = await opened.database.dataSource.query<Record<string, string>[]>(explain, [
      large.scope.tenantId,
      null,
      large.collectionId,
      20,
      encodeVector(vector),
    ]);
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Scan using chunk_vector_(?:hnsw|half)_/);
  });

  test('a plan kept from when the tables were empty does not compare candidates with the whole collection', async () => {
    const emptied = await open();
    try {
      const { database } = emptied;
      const rows = await database.dataSource.query<Record<string, string>[]>(
        `explain (generic_plan) ${scoresSql([{ id: 1, dims: zh.dims, indexed: 'half' }])}`,
      );
      const plan = rows.flatMap((row) => Object.values(row)).join('\n');
      expect(plan.match(/Index Cond: .*chunk_id = ANY/g)).toHaveLength(2);
    } finally {
      await emptied.drop();
    }
  });

  test('an index that was rebuilt while it was empty does not stop the search', async () => {
    const emptied = await open();
    try {
      const { database } = emptied;
      const small = await sampleCollection(database, 'small');
      const { versionId } = await acceptSample(database, small, { key: 'a', content: 'a' });
      const chunks = randomChunks(seededRandom(8), 1, zh);
      const id = String(await new EmbeddingModelRepository(database).ensureModel(zh.modelKey, zh.dims));
      const [name, type] = database.kind === 'server' ? ['half', 'halfvec'] : ['hnsw', 'vector'];
      await database.dataSource.query(`create index chunk_vector_${name}_${id} on chunk_vector
        using hnsw ((embedding::${type}(${String(zh.dims)})) ${type}_cosine_ops) where model_id = ${id}`);
      await database.dataSource.query(`reindex index chunk_vector_${name}_${id}`);
      await new VersionRepository(database).publish(versionId, publishedVersion(chunks));
      const vector = randomVector(seededRandom(9), zh.dims);
      const query = { collectionId: small.collectionId, dense: [{ ...zh, vector }], terms: [], limit: 5 };
      expect(await new PassageSearchRepository(database).candidates(small.scope, query)).toHaveLength(1);
    } finally {
      await emptied.drop();
    }
  });

  test('passages come in the order asked for, with what a citation needs', async () => {
    const ids = [...ordinals]
      .filter(([, ordinal]) => [5, 2, 450].includes(ordinal))
      .map(([id]) => id)
      .toReversed();
    const passages = await search.passages(home.scope, [ids[0] ?? '', '0', ids[2] ?? '', ids[1] ?? '']);
    expect(passages.map(({ chunkId }) => chunkId)).toEqual([ids[0], ids[2], ids[1]]);
    for (const passage of passages) {
      const chunk = all[passage.ordinal];
      const { vector: _vector, terms, sentences, ...rest } = chunk;
      expect(passage).toMatchObject({ ...rest, title: 'A title', sourceKey: 'all', versionNumber: 1 });
      expect(passage.terms).toEqual(new Set(terms.map((it) => it.hash)));
      expect(passage.sentences).toHaveLength(2);
      passage.sentences.forEach((sentence, index) =>
        expect(dot(sentence.vector, sentences[index]?.vector ?? sentence.vector)).toBeGreaterThan(0.999),
      );
    }
  });
});
