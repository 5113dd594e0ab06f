import { metricTable } from '@mingda/evaluation';
import type { EvaluationReport, Metrics, ReportAlert } from '@mingda/contracts';
import { seededRandom } from '@mingda/testing';
import { describe, expect, it } from 'vitest';
import { alertNotices } from './alert-texts.ts';
import { usualBand } from './usual-band.ts';
import { watchMetrics } from './watch-metrics.ts';

const nothing = Object.fromEntries(Object.keys(metricTable).map((name) => [name, null])) as Metrics;
const metrics = (values: Partial<Metrics>): Metrics => ({ ...nothing, ...values });

/** A report of `n` answerable questions; only what the watch reads. */
function reportOf(values: Partial<Metrics>, n = 100): EvaluationReport {
  const scores = Object.fromEntries(Object.keys(values).map((name) => [name, 1]));
  return {
    metrics: metrics(values),
    questions: Array.from({ length: n }, () => ({ scores })),
  } as unknown as EvaluationReport;
}

const open = (alert: Partial<ReportAlert>): ReportAlert => ({
  id: 'a',
  metric: 'accuracy',
  source: 'floor',
  value: 0.7,
  threshold: 0.8,
  openedAt: '2026-11-01T00:00:00.000Z',
  ...alert,
});
const steady = Array.from({ length: 8 }, () => metrics({ accuracy: 0.9 }));
const none = { past: [], floors: {}, open: [] };

describe('floors', () => {
  it('raise an alert below, not at, the floor; a ceiling above it where lower is better', () => {
    const floors = { accuracy: 0.8, wrongAnswerRate: 0.1 };
    const at = reportOf({ accuracy: 0.8, wrongAnswerRate: 0.1 });
    expect(watchMetrics({ ...none, report: at, floors }).raised).toEqual([]);
    const beyond = reportOf({ accuracy: 0.79, wrongAnswerRate: 0.11 });
    expect(watchMetrics({ ...none, report: beyond, floors }).raised).toEqual([
      { metric: 'accuracy', source: 'floor', value: 0.79, threshold: 0.8 },
      { metric: 'wrongAnswerRate', source: 'floor', value: 0.11, threshold: 0.1 },
    ]);
  });

  it('may be set for a metric whose band is not watched', () => {
    const { raised } = watchMetrics({ ...none, report: reportOf({ mrr: 0.4 }), floors: { mrr: 0.5 } });
    expect(raised.map(({ metric }) => metric)).toEqual(['mrr']);
  });
});

describe('the usual band', () => {
  it('says nothing before five runs', () => {
    expect(usualBand('accuracy', [0.9, 0.9, 0.9, 0.9], 100)).toBeNull();
    expect(usualBand('accuracy', [0.9, 0.9, 0.9, 0.9, 0.9], 100)).not.toBeNull();
  });

  it('is never narrower than chance with so many questions', () => {
    const same = Array.from({ length: 10 }, () => 0.9);
    expect(usualBand('accuracy', same, 100)?.threshold).toBeCloseTo(0.9 - 3 * Math.sqrt((0.9 * 0.1) / 100), 10);
    expect(usualBand('accuracy', same, 400)?.threshold).toBeCloseTo(0.9 - 3 * Math.sqrt((0.9 * 0.1) / 400), 10);
    const perfect = Array.from({ length: 10 }, () => 1);
    expect(usualBand('accuracy', perfect, 100)?.threshold ?? 1).toBeLessThan(0.99);
  });

  it('is not moved by a single bad run', () => {
    const values = [0.9, 0.91, 0.89, 0.9, 0.2, 0.9, 0.91];
    expect(usualBand('accuracy', values, 1000)?.centre).toBe(0.9);
  });

  it('lies above where lower is better', () => {
    const band = usualBand('latencyP95Ms', [100, 100, 100, 100, 100], 10);
    expect(band?.threshold).toBeCloseTo(145, 10);
  });

  it('raises no alert in 500 histories of a system that does not change, and one when it loses a fifth', () => {
    const random = seededRandom(7);
    const measure = (p: number): number => Array.from({ length: 150 }).filter(() => random() < p).length / 150;
    let alarms = 0;
    let caught = 0;
    for (let history = 0; history < 500; history += 1) {
      const past = Array.from({ length: 12 }, () => metrics({ accuracy: measure(0.85) }));
      const watch = (p: number) =>
        watchMetrics({ ...none, past, report: reportOf({ accuracy: measure(p) }, 150) }).raised;
      alarms += watch(0.85).length;
      caught += watch(0.65).length;
    }
    expect(alarms).toBeLessThanOrEqual(10);
    expect(caught).toBeGreaterThan(480);
  });
});

describe('an alert', () => {
  it('is raised once and told again only when it recovers', () => {
    const floors = { accuracy: 0.8 };
    const worse = watchMetrics({ past: steady, floors, open: [open({})], report: reportOf({ accuracy: 0.6 }) });
    expect(worse).toEqual({ raised: [], recovered: [] });
    const better = watchMetrics({ past: steady, floors, open: [open({})], report: reportOf({ accuracy: 0.88 }) });
    expect(better.recovered).toMatchObject([{ alert: { id: 'a' }, value: 0.88 }]);
    expect(better.raised).toEqual([]);
  });

  it('of a band recovers where it was raised, and when the new level has become usual', () => {
    const alert = open({ source: 'band', threshold: 0.82 });
    const still = watchMetrics({ past: steady, floors: {}, open: [alert], report: reportOf({ accuracy: 0.7 }) });
    expect(still).toEqual({ raised: [], recovered: [] });
    const back = watchMetrics({ past: steady, floors: {}, open: [alert], report: reportOf({ accuracy: 0.85 }) });
    expect(back.recovered).toHaveLength(1);
    const settled = Array.from({ length: 20 }, () => metrics({ accuracy: 0.7 }));
    const used = watchMetrics({ past: settled, floors: {}, open: [alert], report: reportOf({ accuracy: 0.7 }) });
    expect(used.recovered).toHaveLength(1);
  });

  it('is closed when its floor is taken away, and kept while the metric is not measured', () => {
    const gone = watchMetrics({ past: [], floors: {}, open: [open({})], report: reportOf({ accuracy: 0.6 }) });
    expect(gone.recovered).toMatchObject([{ value: null }]);
    const unmeasured = watchMetrics({ past: [], floors: { accuracy: 0.8 }, open: [open({})], report: reportOf({}) });
    expect(unmeasured).toEqual({ raised: [], recovered: [] });
  });

  it('says in both languages what happened', () => {
    const [raised, recovered] = alertNotices({
      raised: [{ metric: 'wrongAnswerRate', source: 'floor', value: 0.21, threshold: 0.1 }],
      recovered: [{ alert: open({ source: 'band', threshold: 0.8 }), value: 0.9 }],
    });
    expect(raised.en).toBe('Wrong answers shown is 21.0%, above the ceiling of 10.0% that was set for it.');
    expect(raised.zh).toBe('错误答案率为 21.0%，高于设定的上限 10.0%。');
    expect(recovered.zh).toContain('准确率已恢复：90.0%');
  });
});
