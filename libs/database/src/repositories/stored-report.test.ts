import { metricsSchema, type EvaluationReport, type Metrics } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { storedMetrics, storedReport } from './stored-report.ts';

/** As runs stored it before ROUGE-L and others were named. */
const early = {
  recallAt1: 0.7,
  recallAt5: 0.9,
  recallAt10: 0.95,
  setRecallAt10: 0.9,
  mrr: 0.8,
  ndcgAt10: 0.85,
  accuracy: 0.9,
  exactMatch: 0.1,
  tokenF1: 0.5,
  bertScorePrecision: 0.7,
  bertScoreRecall: 0.8,
  bertScoreF1: 0.75,
  bertScoreF1Rescaled: 0.6,
  citationHit: 0.95,
  refusalPrecision: null,
  refusalRecall: 0.9,
  falseRefusalRate: 0.05,
  wrongAnswerRate: 0.1,
  coverage: 0.8,
  meanAnswerChars: 50,
  latencyMeanMs: 90,
  latencyP95Ms: 150,
} as unknown as Metrics;

describe('reports of earlier versions', () => {
  it('have every metric of today, those unknown then as null', () => {
    const metrics = storedMetrics(early);
    expect(Object.keys(metrics ?? {}).toSorted()).toEqual(Object.keys(metricsSchema.shape).toSorted());
    expect(metrics).toMatchObject({ ...early, rougeL: null, groundedness: null });
    expect(storedMetrics(null)).toBeNull();
  });

  it('are completed in their groups and untouched besides', () => {
    const group = { counts: { questions: 3 }, metrics: early };
    const report = { goldSet: 'sample', metrics: early, groups: { 'lang:zh': group }, later: 1 };
    expect(storedReport(report as unknown as EvaluationReport)).toMatchObject({
      goldSet: 'sample',
      later: 1,
      metrics: { accuracy: 0.9, mapAt10: null },
      groups: { 'lang:zh': { counts: { questions: 3 }, metrics: { accuracy: 0.9, mapAt10: null } } },
    });
  });
});
