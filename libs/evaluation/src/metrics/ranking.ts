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
