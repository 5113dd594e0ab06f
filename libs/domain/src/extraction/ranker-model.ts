import { readFileSync } from 'node:fs';
import { sentenceFeatureNames } from './sentence-features.ts';
import type { RankerModel } from './sentence-ranker.ts';

let shipped: RankerModel | undefined;

/** The ranker that ships with the package; `tools/ranker` trains it, `docs/models/sentence-ranker.md` describes it. */
export function readRankerModel(): RankerModel {
  if (shipped !== undefined) return shipped;
  const model = JSON.parse(readFileSync(new URL('../../sentence-ranker.json', import.meta.url), 'utf8')) as RankerModel;
  if (model.features.join() !== sentenceFeatureNames.join()) {
    throw new Error('sentence-ranker.json was trained with other features: run tools/ranker again');
  }
  shipped = model;
  return shipped;
}
