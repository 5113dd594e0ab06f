import type { EvaluationReport } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { metricTable } from '../metrics/metric-table.ts';
import { headlineOf } from './headline.ts';
import { compareReports } from './report-history.ts';

const nothing = Object.fromEntries(Object.keys(metricTable).map((name) => [name, null]));

/** A report that says which questions were right; only what a comparison reads. */
function reportOf(
  right: readonly number[],
  given: { metrics?: object; profile?: object; sha?: string } = {},
): EvaluationReport {
  return {
    startedAt: '2026-11-20T01:00:00.000Z',
    profile: given.profile ?? { dense: 0.5 },
    models: ['m'],
    counts: { documents: 3 },
    metrics: { ...nothing, accuracy: right.filter((it) => it === 1).length / right.length, ...given.metrics },
    questions: right.map((accuracy, index) => ({
      id: `q${index}`,
      question: `question ${index}`,
      scores: { accuracy },
    })),
    run: { questionsSha256: given.sha ?? 'a' },
  } as unknown as EvaluationReport;
}

const ten = (wrong: number): number[] => Array.from({ length: 10 }, (_, index) => (index < wrong ? 0 : 1));

describe('a comparison with the run before', () => {
  it('names the questions that turned and how often chance does the same', () => {
    const comparison = compareReports(reportOf([0, 0, 0, 1, 1, 1]), reportOf([1, 1, 0, 0, 1, 1]));
    expect(comparison.turnedRight.map(({ id }) => id)).toEqual(['q0', 'q1']);
    expect(comparison.turnedWrong.map(({ id }) => id)).toEqual(['q3']);
    // Two-sided binomial test of 1 in 3 at one half: 2 (1 + 3) / 8.
    expect(comparison.chance).toBe(1);
    expect(compareReports(reportOf(ten(6)), reportOf(ten(0))).chance).toBeCloseTo(2 / 64, 12);
    expect(compareReports(reportOf(ten(3)), reportOf(ten(3))).chance).toBeNull();
  });

  it('counts a question only when both runs asked the same', () => {
    const other = reportOf([1, 1]);
    const [first, ...rest] = other.questions;
    const changed = { ...other, questions: [{ ...first, question: 'another' }, ...rest] };
    expect(compareReports(reportOf([0, 0]), changed).turnedRight.map(({ id }) => id)).toEqual(['q1']);
  });

  it('calls a change better by the direction of its metric', () => {
    const before = reportOf(ten(1), { metrics: { wrongAnswerRate: 0.2, latencyP95Ms: 100 } });
    const after = reportOf(ten(1), { metrics: { wrongAnswerRate: 0.1, latencyP95Ms: 130 } });
    const changes = new Map(compareReports(before, after).changes.map((it) => [it.name, it]));
    expect(changes.get('accuracy')).toMatchObject({ verdict: 'same', notable: false });
    expect(changes.get('wrongAnswerRate')).toMatchObject({ verdict: 'better', notable: true });
    expect(changes.get('latencyP95Ms')).toMatchObject({ verdict: 'worse', notable: false });
  });

  it('reads a report from before a metric existed', () => {
    const { accuracy, ...old } = reportOf(ten(1)).metrics;
    expect(accuracy).toBe(0.9);
    const before = { ...reportOf(ten(1)), metrics: old } as EvaluationReport;
    expect(compareReports(before, reportOf(ten(2))).changes).toEqual([]);
  });
});

describe('the headline', () => {
  it('says in plain words what became better and worse, worse first after accuracy', () => {
    const before = reportOf(ten(4), { metrics: { wrongAnswerRate: 0.2, refusalRecall: 0.9 } });
    const after = reportOf(ten(2), { metrics: { wrongAnswerRate: 0.1, refusalRecall: 0.7 }, profile: { dense: 0.7 } });
    const comparison = compareReports(before, after);
    expect(headlineOf(after, comparison, 'en')).toEqual([
      'Accuracy rose from 60.0% to 80.0% (+20.0 points). 2 questions are right now that were wrong; 0 turned from right to wrong. Chance alone would often do as much (p = 0.50).',
      'Worse: Unanswerable questions refused, 90.0% → 70.0%.',
      'Better: Wrong answers shown, 20.0% → 10.0%.',
      'Changed since last time: dense 0.5 → 0.7.',
    ]);
    expect(headlineOf(after, comparison, 'zh')[0]).toBe(
      '准确率从 60.0% 升至 80.0%（+20.0 个百分点）。有 2 个问题由错变对，0 个由对变错。这种程度的变化仅凭偶然也常会出现（p = 0.50）。',
    );
  });

  it('says when nothing changed, when there is nothing to compare and when the questions differ', () => {
    expect(headlineOf(reportOf(ten(1)), compareReports(reportOf(ten(1)), reportOf(ten(1))), 'en')).toEqual([
      'Accuracy stayed at 90.0%.',
      'No other figure changed notably.',
    ]);
    expect(headlineOf(reportOf(ten(1)), null, 'zh')).toEqual([
      '该评测集在该知识库上的第一次评测：准确率 90.0%，暂时没有可比的结果。',
    ]);
    const other = compareReports(reportOf(ten(1)), reportOf(ten(1), { sha: 'b' }));
    expect(headlineOf(reportOf(ten(1)), other, 'en').join(' ')).toContain('only roughly');
  });
});
