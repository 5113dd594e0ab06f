import type { AccessScope } from '@mingda/contracts';
import type { GoldSourceRepository } from '@mingda/database';
import type { Embedder } from '@mingda/models';
import { clusterQuestions, representedBy } from '../gold-set/proposing/question-clusters.ts';

/** Questions that people ask, under the one of them that was asked most. */
export interface AskedCluster {
  readonly question: string;
  /** Times that its questions were asked. */
  readonly count: number;
  /** A gold question asks the same. */
  readonly represented: boolean;
}

export interface QuestionCoverage {
  /** Questions asked, repetitions included. */
  readonly asked: number;
  readonly clusters: number;
  /** Share of the questions asked that a gold question represents; null when nothing was asked. */
  readonly share: number | null;
  /** What people ask and the gold set does not, the most frequent first. */
  readonly missing: readonly { readonly question: string; readonly count: number }[];
}

const missingShown = 50;
const defaultBounds = { limit: 5000, entries: 50_000 } as const;

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

/**
 * How much of what people really ask a gold set asks too: questions of the log (without those of evaluations) in
 * clusters of those that ask the same; a cluster counts as represented when a gold question lies within the same
 * similarity of it.
 */
export class MeasureQuestionCoverage {
  readonly #sources: Pick<GoldSourceRepository, 'realQuestions'>;
  readonly #embedder: Embedder;

  constructor(dependencies: { sources: Pick<GoldSourceRepository, 'realQuestions'>; embedder: Embedder }) {
    this.#sources = dependencies.sources;
    this.#embedder = dependencies.embedder;
  }

  async execute(
    scope: AccessScope,
    of: { readonly collectionId: string; readonly goldQuestions: readonly string[] },
    signal?: AbortSignal,
  ): Promise<QuestionCoverage> {
    const questions = await this.#sources.realQuestions(scope, of.collectionId, defaultBounds);
    const clusters = await clusterQuestions(this.#embedder, questions, { onProgress: () => undefined, signal });
    const represented = await representedBy(this.#embedder, of.goldQuestions, signal);
    return coverageOf(
      clusters.map((cluster) => ({
        question: cluster.leader.question,
        count: cluster.members.reduce((sum, it) => sum + it.count, 0),
        represented: represented(cluster),
      })),
    );
  }
}
