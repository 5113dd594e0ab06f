import { describe, expect, it } from 'vitest';
import { PhraseMatcher } from './phrase-matcher.ts';

const phrasesOf = (matcher: PhraseMatcher, text: string): string[] =>
  matcher.leftmostLongest(text).map((it) => `${it.phrase}@${it.start}-${it.end}`);

describe('phrases in a text', () => {
  it.each([
    [['art'], 'part of art', ['art@8-11']],
    [['gas', 'gas meter'], 'a gas meter, gas', ['gas meter@2-11', 'gas@13-16']],
    [['gas meter'], 'gas meters', []],
    [['传感器', '传感'], '温度传感器和传感', ['传感器@2-5', '传感@6-8']],
    [['th-01'], '型号th-01是', ['th-01@2-7']],
    [['', 'a'], '', []],
    [['end'], 'the end', ['end@4-7']],
  ])('%j in %s', (phrases, text, found) => expect(phrasesOf(new PhraseMatcher(phrases), text)).toEqual(found));

  it('finds overlapping ones where all that occur are wanted', () => {
    const found = new PhraseMatcher(['年假', '年假天数', '天数', '假天']).occurring('年假天数');
    expect([...found].toSorted()).toEqual(['假天', '天数', '年假', '年假天数'].toSorted());
  });

  it('knows when it has none', () => {
    expect(new PhraseMatcher(['']).isEmpty).toBe(true);
    expect(new PhraseMatcher(['a']).isEmpty).toBe(false);
  });

  it('finds the same as going through every phrase at every place', () => {
    const phrases = Array.from({ length: 400 }, (_, at) => (at * 7919).toString(36));
    const text = Array.from({ length: 300 }, (_, at) => ((at * 104_729) % 3_200_000).toString(36)).join(' ');
    const words = new Set(text.split(' '));
    expect(new PhraseMatcher(phrases).occurring(text)).toEqual(new Set(phrases.filter((it) => words.has(it))));
  });
});
