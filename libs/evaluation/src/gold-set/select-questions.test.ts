import { describe, expect, it } from 'vitest';
import { goldQuestion } from '../../test/outcomes.ts';
import { fingerprintOf, selectQuestions } from './select-questions.ts';

const questions = ['a', 'b', 'c', 'd'].map((id) => goldQuestion({ id }));
const ids = (limit?: number): string[] => selectQuestions(questions, limit).map((question) => question.id);

describe('choosing questions', () => {
  it('orders by the sha256 of the id', () => {
    // d 18ac…, c 2e7d…, b 3e23…, a ca97…
    expect(ids(4)).toEqual(['d', 'c', 'b', 'a']);
    expect(ids(2)).toEqual(['d', 'c']);
  });

  it('keeps the order of the file without a limit and takes all beyond it', () => {
    expect(ids()).toEqual(['a', 'b', 'c', 'd']);
    expect(ids(10)).toHaveLength(4);
  });
});

describe('the fingerprint', () => {
  it('changes with what can change a score and with nothing else', () => {
    const base = fingerprintOf(questions);
    expect(fingerprintOf(questions.map((item) => ({ ...item, tags: ['hr'] })))).toBe(base);
    expect(fingerprintOf(questions.toReversed())).not.toBe(base);
    const tests = { language: 'python', code: 'assert f', entryPoint: 'f' } as const;
    expect(fingerprintOf([goldQuestion({ id: 'a', tests }), ...questions.slice(1)])).not.toBe(base);
    expect(fingerprintOf([goldQuestion({ id: 'a', intent: 'leave' }), ...questions.slice(1)])).not.toBe(base);
    const filter = [{ field: 'tag', operator: 'exists' }];
    expect(fingerprintOf([goldQuestion({ id: 'a', filter }), ...questions.slice(1)])).not.toBe(base);
    expect(fingerprintOf([goldQuestion({ id: 'a', answers: ['x'] }), ...questions.slice(1)])).not.toBe(base);
  });
});
