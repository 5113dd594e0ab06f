import { describe, expect, it } from 'vitest';
import { analyze } from './analyzer.ts';
import { questionWordWeight } from './question-words.ts';

const weights = (text: string): Record<string, number> =>
  Object.fromEntries(analyze(text).map(({ term }) => [term, questionWordWeight(term)]));

describe('questionWordWeight', () => {
  it('leaves little of the words that ask and all of those that are asked about', () => {
    const chinese = weights('年假是什么？');
    expect(chinese['什么']).toBeLessThan(0.3);
    expect(chinese['年假']).toBe(1);
    const english = weights('What does the deductible mean?');
    expect(english.what).toBeLessThan(0.3);
    expect(english.deduct).toBe(1);
  });

  it('keeps numbers and codes whole, and every word above 0', () => {
    for (const it of Object.values(weights('1 2 4 ERR_0x8007 v2.3.1'))) expect(it).toBe(1);
    for (const it of Object.values(weights('what is the of 的 是'))) expect(it).toBeGreaterThan(0);
  });
});
