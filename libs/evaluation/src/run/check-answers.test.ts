import { MingdaError } from '@mingda/platform';
import { describe, expect, it } from 'vitest';
import { givenAnswer, goldQuestion, outcomeOf } from '../../test/outcomes.ts';
import { checkAnswers } from './check-answers.ts';

const tests = { language: 'python', code: 'assert f(1) == 1', entryPoint: 'f' } as const;
const withCode = outcomeOf(goldQuestion({ tests }), { answer: givenAnswer({ text: 'def f(x): return x' }) });
const without = outcomeOf(goldQuestion(), { answer: givenAnswer() });
const needs = new Set(['code'] as const);

/** A named fake of the sandbox: counts what it is given and passes it. */
const passing = () => {
  const given: string[] = [];
  const run = (code: string) => Promise.resolve({ passed: given.push(code) > 0, reason: null });
  return { given, codeRunner: { run } };
};

describe('code of answers in a run', () => {
  it('is tried once for questions with tests, in the order of the questions', async () => {
    const { given, codeRunner } = passing();
    const seen: number[] = [];
    const outcomes = await checkAnswers({ codeRunner }, [without, withCode], {
      needs,
      onProgress: (done) => seen.push(done),
    });
    expect(outcomes.map((it) => it.code)).toEqual([null, { exact: null, passed: true, reason: null }]);
    await checkAnswers({ codeRunner }, outcomes, { needs });
    expect(given).toEqual(['def f(x): return x']);
    expect(seen).toEqual([1, 2]);
  });

  it('is not run unless it is configured and a chosen metric needs it', async () => {
    const { given, codeRunner } = passing();
    expect(await checkAnswers({}, [withCode], { needs })).toEqual([withCode]);
    expect(await checkAnswers({ codeRunner }, [withCode], { needs: new Set(['answer'] as const) })).toEqual([withCode]);
    expect(given).toEqual([]);
  });

  it('ends the run where there is no sandbox, and when the run is stopped', async () => {
    const none = { codeRunner: { run: () => Promise.reject(new MingdaError('CODE_SANDBOX_UNAVAILABLE')) } };
    await expect(checkAnswers(none, [withCode], { needs })).rejects.toMatchObject({ code: 'CODE_SANDBOX_UNAVAILABLE' });
    const { given, codeRunner } = passing();
    const work = { needs, signal: AbortSignal.abort() };
    await expect(checkAnswers({ codeRunner }, [withCode], work)).rejects.toThrow('aborted');
    expect(given).toEqual([]);
  });
});
