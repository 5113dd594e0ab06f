import type { Comparison, GateVerdict } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { toJunit, toMarkdown, type GateRun } from './gate-report.ts';

const check = {
  measure: 'accuracy',
  questions: 100,
  before: 0.9,
  after: 0.7,
  difference: -0.2,
  lowerBound: -0.27,
  margin: 0.03,
} as const;
const verdict: GateVerdict = {
  outcome: 'not-passed',
  checks: [
    { ...check, verdict: 'worse' },
    { ...check, measure: 'recallAt5', verdict: 'passed' },
    {
      ...check,
      measure: 'refusalRecall',
      before: null,
      after: null,
      difference: null,
      lowerBound: null,
      verdict: 'not-measured',
    },
  ],
  common: 100,
  confidence: 0.95,
  resamples: 10_000,
  seed: 1,
  reason: { en: 'Worse than the baseline: accuracy.', zh: '低于基线：准确率。' },
};
const answer = {
  lang: 'en',
  answerable: true,
  references: [],
  refused: false,
  confidence: 1,
  retrieved: [],
  relevant: [],
  cited: [],
  scores: {},
  latencyMs: 0,
};
const comparison = {
  questions: [
    {
      id: 'q1',
      change: 'worse',
      by: 'correctness',
      before: { ...answer, id: 'q1', question: 'What | is <b>it</b>?', answer: 'Ten\ndays' },
      after: { ...answer, id: 'q1', question: 'What | is <b>it</b>?', answer: '*none*' },
    },
  ],
} as unknown as Comparison;
const run: GateRun = { goldSet: 'a<b>&"c"\u0001', seconds: 12.34, verdict, comparison };

describe('what a pipeline reads of the gate', () => {
  it('is JUnit with one case a measure, whatever the gold set is called', () => {
    const xml = toJunit(run);
    expect(xml).toContain(
      'name="mingda gate: a&lt;b&gt;&amp;&quot;c&quot;" tests="3" failures="1" errors="0" skipped="1" time="12.3"',
    );
    expect(xml).toContain('name="accuracy"><failure type="worse" message="0.9000 -&gt; 0.7000, difference −0.2000');
    expect(xml).toContain('name="recallAt5"></testcase>');
    expect(xml).toContain('name="refusalRecall"><skipped');
  });

  it('has an error when nothing was decided', () => {
    const undecided = { ...run, verdict: { ...verdict, outcome: 'not-measured', checks: [] } as GateVerdict };
    expect(toJunit(undecided)).toContain('tests="1" failures="0" errors="1"');
  });

  it('is Markdown that text of documents cannot break', () => {
    const text = toMarkdown(run);
    expect(text).toContain('| accuracy | 100 | 0.9000 | 0.7000 | −0.2000 | −0.2700 | −0.0300 | worse |');
    expect(text).toContain(String.raw`What \| is \<b\>it\</b\>?: “Ten days” → “\*none\*”`);
    expect(text).toContain('### Got worse (1)');
    expect(text).not.toContain('### Got better');
  });
});
