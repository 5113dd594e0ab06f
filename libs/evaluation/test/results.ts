import type { EvaluationReport, Metrics, QuestionResult } from '@mingda/contracts';
import { metricNames } from '../src/metrics/metric-table.ts';

/** One question of a report; right and found first unless told otherwise. */
export function questionResult(id: string, given: Partial<QuestionResult> = {}): QuestionResult {
  const right = { accuracy: 1, recallAt5: 1, mrr: 1, bertScoreF1: 0.9 };
  return {
    id,
    question: `问题 ${id}`,
    lang: 'zh',
    answerable: true,
    references: ['10天'],
    answer: '每年10天。',
    refused: false,
    confidence: 0.9,
    retrieved: ['d'],
    relevant: ['d'],
    cited: ['d'],
    scores: right,
    latencyMs: 10,
    ...given,
  };
}

export const wrong = { scores: { accuracy: 0, recallAt5: 0, mrr: 0, bertScoreF1: 0.3 } } as const;

export function reportOf(
  questions: readonly QuestionResult[],
  given: Partial<EvaluationReport> = {},
): EvaluationReport {
  const counts = {
    documents: 1,
    chunks: 1,
    questions: questions.length,
    answerable: questions.length,
    unanswerable: 0,
  };
  return {
    goldSet: 'hr',
    collection: '人事',
    startedAt: new Date(0).toISOString(),
    finishedAt: new Date(0).toISOString(),
    profile: null,
    models: [],
    counts: { ...counts, answered: questions.length, refused: 0, correct: questions.length },
    metrics: Object.fromEntries(metricNames.map((name) => [name, null])) as Metrics,
    groups: {},
    questions: [...questions],
    ...given,
  };
}
