import { CollectionRepository, LexiconRepository, VersionRepository } from '@mingda/database';
import {
  acceptSample,
  publishedVersion,
  randomChunks,
  sampleCollection,
  seededRandom,
  testDatabases,
} from '@mingda/testing';
import { expect, test } from 'vitest';
import { TermStatisticsCache } from './term-statistics-cache.ts';

test.each(testDatabases())('a term that came with as many chunks is known at once ($kind)', async ({ open }) => {
  const opened = await open();
  const { database } = opened;
  try {
    const home = await sampleCollection(database);
    const [chunk] = randomChunks(seededRandom(1), 1);
    const publish = async (content: string, hash: number): Promise<void> => {
      const { versionId } = await acceptSample(database, home, { key: 'a', content });
      const chunks = chunk === undefined ? [] : [{ ...chunk, terms: [{ hash, weight: 1 }] }];
      await new VersionRepository(database).publish(versionId, publishedVersion(chunks));
    };
    const cache = new TermStatisticsCache(new LexiconRepository(database));
    const terms = [{ term: 'new', hash: 2 }];
    const lacking = async (): Promise<string[]> => {
      const collection = await new CollectionRepository(database).get(home.scope, home.collectionId);
      if (collection === null) throw new Error('no such collection');
      await cache.idf(home.scope, collection, terms);
      return [...cache.lacking(home.collectionId, terms)];
    };
    await publish('before', 1);
    expect(await lacking()).toEqual(['new']);
    await publish('after', 2);
    expect(await lacking()).toEqual([]);
  } finally {
    await opened.drop();
  }
});
