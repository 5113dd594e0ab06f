import { expect, it } from 'vitest';
import { markWords } from './matched-words.ts';

const marked = (text: string, terms: string[]) =>
  markWords(text, terms)
    .filter((one) => one.marked)
    .map((one) => one.text);

it('marks Chinese words anywhere and Latin ones at the start of a word, whatever their case', () => {
  expect(marked('员工年假十五天，年假可顺延。', ['年假'])).toEqual(['年假', '年假']);
  expect(marked('Leave days; sleave', ['leav'])).toEqual(['Leav']);
});

it('takes the longest term and treats signs as they are written', () => {
  expect(marked('C++ and C', ['c', 'c++'])).toEqual(['C++', 'C']);
  expect(marked('E-mail (a/b) [x]', ['e-mail', '(a/b)', '[x]'])).toEqual(['E-mail', '(a/b)', '[x]']);
});

it('keeps the whole text', () => {
  const text = 'VPN 密码重置';
  expect(
    markWords(text, ['vpn', '密码'])
      .map((one) => one.text)
      .join(''),
  ).toBe(text);
  expect(markWords(text, [])).toEqual([{ text, marked: false }]);
});
