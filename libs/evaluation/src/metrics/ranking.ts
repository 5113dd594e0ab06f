import { mean, type Metric } from './metric.ts';
import type { QuestionOutcome } from './question-outcome.ts';

/** What a ranking metric compares: distinct documents by rank, and those that answer the question. */
export interface Ranking {
  readonly documents: readonly string[];
  readonly relevant: ReadonlySet<string>;
}

/**
 * The ranking of an outcome, or null where ranking says nothing: the question has no right document, or retrieval was
 * not part of the run. A question that failed ranks nothing, so that an error never looks better than a miss.
 */
function rankingOf(outcome: QuestionOutcome): Ranking | null {
  const { question, retrieved, failure } = outcome;
  if (!question.answerable || question.relevant.length === 0) return null;
  if (retrieved === null && failure === null) return null;
  return { documents: [...new Set(retrieved ?? [])], relevant: new Set(question.relevant) };
}

/** 1 when a relevant document is among the first `k`, else 0. */
export function hitAt(k: number, ranking: Ranking): number {
  return ranking.documents.slice(0, k).some((document) => ranking.relevant.has(document)) ? 1 : 0;
}

/** Relevant documents among the first `k`, divided by `k`, also where fewer were ranked. */
export function precisionAt(k: number, ranking: Ranking): number {
  return ranking.documents.slice(0, k).filter((document) => ranking.relevant.has(document)).length / k;
}

/**
 * Normalised discounted cumulative gain over the first `k` (Järvelin and Kekäläinen 2002): gain / log2(rank + 1),
 * divided by the same sum in the best order. 0 when no gain is above 0.
 */
export function normalizedGain(documents: readonly string[], gains: ReadonlyMap<string, number>, k: number): number {
  const sum = (ordered: readonly number[]): number =>
    ordered.slice(0, k).reduce((total, gain, index) => total + gain / Math.log2(index + 2), 0);
  const best = sum([...gains.values()].toSorted((a, b) => b - a));
  return best === 0 ? 0 : sum(documents.map((document) => gains.get(document) ?? 0)) / best;
}

/** A metric of where the relevant documents stand; the mean over the questions that have one. */
export function rankingMetric(name: Metric['name'], unit: Metric['unit'], score: (ranking: Ranking) => number): Metric {
  return {
    name,
    direction: 'higher',
    unit,
    needs: 'retrieval',
    perQuestion: (outcome) => {
      const ranking = rankingOf(outcome);
      return ranking === null ? null : score(ranking);
    },
    aggregate: mean,
  };
}
