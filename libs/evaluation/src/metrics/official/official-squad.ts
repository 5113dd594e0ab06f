import { overlapF, sharedTokens } from '../overlap-tokens.ts';

export interface OfficialScore {
  readonly exact: number;
  readonly f1: number;
}

const punctuation = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/g;
/** The boundary of a word is one of letters and digits of any script, unlike that of a plain `\b`. */
const article = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

const form = (text: string): string =>
  text.toLowerCase().replace(punctuation, '').replace(article, ' ').split(/\s+/u).filter(Boolean).join(' ');
const words = (normalized: string): string[] => normalized.split(' ').filter(Boolean);

/**
 * Exact match and F1 as the SQuAD evaluation defines them: lower case, no ASCII punctuation, no articles, words by white
 * space, the best reference. Version 2 knows questions without an answer, to which saying nothing is right (Rajpurkar et
 * al. 2016, 2018). The product's own metrics differ: they fold width, script and numerals, keep articles, and cut Chinese
 * into characters.
 */
export function officialSquad(prediction: string, answers: readonly string[], version: 1 | 2): OfficialScore {
  const said = form(prediction);
  const given = answers.map(form);
  const wanted = version === 2 ? given.filter(Boolean) : given;
  if (wanted.length === 0 && version === 2) wanted.push('');
  const scores = wanted.map((reference) => {
    const exact = Number(said === reference);
    if (version === 2 && (said === '' || reference === '')) return { exact, f1: exact };
    const [left, right] = [words(said), words(reference)];
    return { exact, f1: overlapF(sharedTokens(left, right), { answer: left.length, reference: right.length }) };
  });
  return { exact: Math.max(0, ...scores.map((it) => it.exact)), f1: Math.max(0, ...scores.map((it) => it.f1)) };
}
