import { GoldSourceRepository, type CollectionRepository, type Database } from '@mingda/database';
import { MeasureQuestionCoverage, type GoldSets } from '@mingda/evaluation';
import type { Embedder } from '@mingda/models';

export function questionCoverage(parts: {
  database: Database;
  collections: CollectionRepository;
  goldSets: GoldSets;
  embedder: Embedder;
}): MeasureQuestionCoverage {
  const { database, ...others } = parts;
  return new MeasureQuestionCoverage({ ...others, sources: new GoldSourceRepository(database) });
}
