import type { AccessScope, Collection, QuestionCoverage } from '@mingda/contracts';
import type { GoldSourceRepository } from '@mingda/database';
import type { Embedder } from '@mingda/models';
import { MingdaError } from '@mingda/platform';
import type { GoldSets } from '../gold-set/gold-sets.ts';
import { standsAlone } from '../gold-set/proposing/log-candidates.ts';
import { clusterQuestions, representedBy } from '../gold-set/proposing/question-clusters.ts';

/** Questions that people ask, under the one of them that was asked most. */
export interface AskedCluster {
  readonly question: string;
  /** Times that its questions were asked. */
  readonly count: number;
  /** A gold question asks the same. */
  readonly represented: boolean;
}

const missingShown = 50;
/** Distinct questions, and entries of the log that they are taken from: a caller waits for the answer. */
const bounds = { limit: 2000, entries: 50_000 } as const;

/** Share of real questions, weighted by how often they are asked, that a gold set represents. */
export function coverageOf(clusters: readonly AskedCluster[]): QuestionCoverage {
  const count = (of: readonly AskedCluster[]): number => of.reduce((sum, it) => sum + it.count, 0);
  const asked = count(clusters);
  const missing = clusters.filter((it) => !it.represented).toSorted((a, b) => b.count - a.count);
  return {
    asked,
    clusters: clusters.length,
    share: asked === 0 ? null : (asked - count(missing)) / asked,
    missing: missing.slice(0, missingShown).map(({ question, count: times }) => ({ question, count: times })),
  };
}

interface Dependencies {
  readonly collections: { get(scope: AccessScope, id: string): Promise<Collection | null> };
  readonly goldSets: Pick<GoldSets, 'read'>;
  readonly sources: Pick<GoldSourceRepository, 'realQuestions'>;
  readonly embedder: Embedder;
}

/**
 * How much of what people really ask a gold set asks too: questions of the log (without those of evaluations) in
 * clusters of those that ask the same; a cluster counts as represented when a gold question lies within the same
 * similarity of it.
 */
export class MeasureQuestionCoverage {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `GOLD_SET_INVALID` */
  async execute(
    scope: AccessScope,
    of: { readonly collectionId: string; readonly goldSet: string },
    signal?: AbortSignal,
  ): Promise<QuestionCoverage> {
    const { collections, goldSets, sources, embedder } = this.#dependencies;
    if ((await collections.get(scope, of.collectionId)) === null)
      throw new MingdaError('COLLECTION_NOT_FOUND', { subject: of.collectionId });
    const { questions: gold } = await goldSets.read(scope, { name: of.goldSet });
    // "And in Munich?" asks nothing by itself.
    const questions = (await sources.realQuestions(scope, of.collectionId, bounds)).filter(standsAlone);
    const clusters = await clusterQuestions(embedder, questions, { onProgress: () => undefined, signal });
    const represented = await representedBy(
      embedder,
      gold.map((it) => it.question),
      signal,
    );
    return coverageOf(
      clusters.map((cluster) => ({
        question: cluster.leader.question,
        count: cluster.members.reduce((sum, it) => sum + it.count, 0),
        represented: represented(cluster),
      })),
    );
  }
}
