import { readFileSync } from 'node:fs';
import { evaluateTrees, type Tree } from '../extraction/tree-ensemble.ts';
import { passageFeatureNames, passageFeatures, type RankablePassage, type RankerQuestion } from './passage-features.ts';

/** A trained ranker of passages. */
export interface PassageRankerModel {
  /** Changes with every training; traces name it. */
  readonly version: string;
  /** The feature list it was trained with; a different list in the code is refused. */
  readonly features: readonly string[];
  readonly trainedOn: readonly string[];
  /** Weight of the plain second ranking, which the trees correct. */
  readonly base: number;
  readonly trees: readonly Tree[];
  /** What the training library itself makes of some rows. */
  readonly check: readonly { readonly features: readonly number[]; readonly raw: number }[];
}

const combined = passageFeatureNames.indexOf('combined');

let shipped: PassageRankerModel | undefined;

/** The ranker that ships with the package; `tools/ranker` trains it, `docs/models/passage-ranker.md` describes it. */
export function readPassageRanker(): PassageRankerModel {
  if (shipped !== undefined) return shipped;
  const file = new URL('../../passage-ranker.json', import.meta.url);
  const model = JSON.parse(readFileSync(file, 'utf8')) as PassageRankerModel;
  if (model.features.join() !== passageFeatureNames.join()) {
    throw new Error('passage-ranker.json was trained with other features: run tools/ranker again');
  }
  shipped = model;
  return shipped;
}

/** Orders the passages of one question; says nothing beside another question's. */
export const rawScore = (model: PassageRankerModel, features: Float32Array): number =>
  model.base * features[combined] + evaluateTrees(model.trees, features);

/**
 * Passages by how likely they answer the question, best first. Given in fused order, which decides between equals: the order is
 * the same every time. The scores (0-1) are those of the plain second ranking, handed out anew from the highest down: what is
 * learned from a ranking compares passages of one question and says nothing about how good they are.
 */
export function rankPassages<T extends RankablePassage>(
  question: RankerQuestion,
  passages: readonly T[],
  model: PassageRankerModel = readPassageRanker(),
): T[] {
  const features = passageFeatures(question, passages);
  const scores = features.map((row) => row[combined]).toSorted((left, right) => right - left);
  return passages
    .map((it, at) => ({ it, at, raw: rawScore(model, features[at]) }))
    .toSorted((left, right) => right.raw - left.raw || left.at - right.at)
    .map(({ it }, rank) => ({ ...it, score: scores[rank] }));
}
