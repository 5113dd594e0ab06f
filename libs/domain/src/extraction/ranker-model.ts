import { readFileSync } from 'node:fs';
import { supportFeatureNames } from './question-support.ts';
import { sentenceFeatureNames } from './sentence-features.ts';
import type { Tree } from './tree-ensemble.ts';

/** A trained ranker: sentences by one ensemble, confidence by another over the features of the best sentences. */
export interface RankerModel {
  /** Changes with every training, of the answer reader and the question support as well; traces name it. */
  readonly version: string;
  /** The feature list it was trained with; a different list in the code is refused. */
  readonly features: readonly string[];
  /** What the confidence was trained with beside them, as `supportFeatureNames` in the code. */
  readonly support: readonly string[];
  readonly trainedOn: readonly string[];
  readonly sentenceTrees: readonly Tree[];
  readonly confidenceTrees: readonly Tree[];
}

let shipped: RankerModel | undefined;

/** The ranker that ships with the package; `tools/ranker` trains it, `docs/models/sentence-ranker.md` describes it. */
export function readRankerModel(): RankerModel {
  if (shipped !== undefined) return shipped;
  const model = JSON.parse(readFileSync(new URL('../../sentence-ranker.json', import.meta.url), 'utf8')) as RankerModel;
  if (model.features.join() !== sentenceFeatureNames.join() || model.support.join() !== supportFeatureNames.join()) {
    throw new Error('sentence-ranker.json was trained with other features: run tools/ranker again');
  }
  shipped = model;
  return shipped;
}
