import { defaultMargins, gateVerdictSchema, type QuestionResult } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { questionResult, wrong } from '../../test/results.ts';
import { decideGate, type GateRule } from './decide-gate.ts';

const rule: GateRule = { margins: { accuracy: 0.03 }, confidence: 0.95, minQuestions: 20 };
const questions = (count: number, given: (index: number) => Partial<QuestionResult> = () => ({})): QuestionResult[] =>
  Array.from({ length: count }, (_, index) => questionResult(`q${index}`, given(index)));
const wrongFirst = (count: number) => (index: number) => (index < count ? wrong : {});

describe('the gate', () => {
  it('lets the same answers through', () => {
    const verdict = decideGate(questions(200), questions(200), { ...rule, margins: defaultMargins });
    expect(gateVerdictSchema.parse(verdict)).toMatchObject({ outcome: 'passed', common: 200 });
    expect(verdict.checks.find((it) => it.measure === 'refusalRecall')?.verdict).toBe('not-measured');
  });

  it('lets two of two hundred through and holds thirty back', () => {
    expect(decideGate(questions(200), questions(200, wrongFirst(2)), rule).outcome).toBe('passed');
    const held = decideGate(questions(200), questions(200, wrongFirst(30)), rule);
    expect(held).toMatchObject({
      outcome: 'not-passed',
      checks: [{ verdict: 'worse', difference: expect.closeTo(-0.15) }],
    });
    expect(held.reason.zh).toContain('准确率');
  });

  it('does not let pass what too few questions cannot show', () => {
    const undecided = decideGate(questions(30), questions(30, wrongFirst(1)), rule);
    expect(undecided).toMatchObject({ outcome: 'not-passed', checks: [{ verdict: 'undecided' }] });
    expect(decideGate(questions(19), questions(19), rule)).toMatchObject({ outcome: 'not-measured', common: 19 });
  });

  it('lets an improvement through that turns as many questions', () => {
    expect(decideGate(questions(200, wrongFirst(30)), questions(200), rule).outcome).toBe('passed');
  });

  it('counts answers above the fitted mark of their language, not the raw score', () => {
    const english = { lang: 'en', references: ['ten days'] };
    const above = questions(100, () => ({ ...english, scores: { accuracy: 1, bertScoreF1: 0.62 } }));
    const lower = questions(100, () => ({ ...english, scores: { accuracy: 1, bertScoreF1: 0.61 } }));
    const chinese = questions(100, () => ({ scores: { accuracy: 1, bertScoreF1: 0.62 } }));
    const margins = { similarityMark: 0.03 };
    expect(decideGate(above, lower, { ...rule, margins })).toMatchObject({ outcome: 'passed', checks: [{ after: 1 }] });
    expect(decideGate(chinese, chinese, { ...rule, margins }).checks[0]).toMatchObject({ before: 0 });
  });

  it('sees a profile that gains accuracy by answering everything', () => {
    const unanswerable = (refused: boolean) => (index: number) =>
      index < 40 ? { answerable: false, references: [], relevant: [], refused, scores: {} } : {};
    const before = questions(200, unanswerable(true));
    const after = questions(200, unanswerable(false));
    expect(decideGate(before, after, rule).outcome).toBe('passed');
    const strict = { ...rule, margins: { accuracy: 0.03, refusalRecall: 0.15 } };
    expect(decideGate(before, after, strict)).toMatchObject({ outcome: 'not-passed' });
  });

  it('takes a margin at its word although shares are not exact in binary', () => {
    const lost = decideGate(questions(100), questions(100, wrongFirst(100)), { ...rule, margins: { accuracy: 1 } });
    expect(lost.outcome).toBe('passed');
  });
});
