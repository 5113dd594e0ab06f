import { noUserWords, UserWords } from '@mingda/language';
import { expect, it } from 'vitest';
import { passageTerms } from './passage-terms.ts';

const text = '年假为 15 天。GW-2200 needs approved requests.';
const passage = {
  text,
  title: '员工手册',
  headingPath: ['Leave'],
  sentences: [
    { start: 0, end: 9 },
    { start: 9, end: text.length },
  ],
};

it('gives each sentence its own terms and the headings theirs', () => {
  const { all, sentences, headings } = passageTerms(passage, noUserWords);
  expect([...(sentences[0] ?? [])]).toEqual(expect.arrayContaining(['年假', '15', '天']));
  expect(sentences[0]?.has('gw-2200')).toBe(false);
  expect([...(sentences[1] ?? [])]).toEqual(expect.arrayContaining(['gw-2200', 'gw', '2200', 'request']));
  expect([...headings]).toEqual(expect.arrayContaining(['员工', '手册', 'leav']));
  const code = all.find((it) => it.term === 'gw-2200');
  expect(text.slice(code?.start, code?.end)).toBe('GW-2200');
});

it('reads a passage once, and again when the dictionary changes', () => {
  const words = new UserWords(['needs approved']);
  const first = passageTerms(passage, noUserWords);
  expect(passageTerms({ ...passage }, noUserWords)).toBe(first);
  const other = passageTerms(passage, words);
  expect(other.sentences[1]?.has('needs approved')).toBe(true);
  expect(passageTerms(passage, words)).toBe(other);
});
