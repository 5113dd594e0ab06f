import { overlapF } from '../overlap-tokens.ts';
import type { OfficialScore } from './official-squad.ts';

const punctuation = new Set('-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』');
const han = /[\u4e00-\u9fa5]/;

const form = (text: string): string =>
  [...text.toLowerCase().trim()].filter((character) => !punctuation.has(character)).join('');

/** Words of the parts that are not Chinese, as NLTK's word tokenizer cuts them where no quotes and contractions are. */
function words(text: string): string[] {
  return text
    .replace(/([^.])(\.)([\])}>"'»”’ ]*)\s*$/u, '$1 $2 $3 ')
    .replace(/([:,])([^\d])/gu, ' $1 $2')
    .replace(/([:,])$/u, ' $1 ')
    .replace(/\.{2,}|[;@#$%&?!*()[\]{}<>]/gu, ' $& ')
    .replace(/(["»”’])/gu, ' $1 ')
    .replace(/([^' ])('s|'m|'d|'ll|'re|'ve|n't|') /gu, '$1 $2 ')
    .split(/\s+/u)
    .filter(Boolean);
}

function segments(text: string): string[] {
  const found: string[] = [];
  let other = '';
  for (const character of form(text)) {
    if (!han.test(character)) other += character;
    else {
      found.push(...words(other), character);
      other = '';
    }
  }
  return [...found, ...words(other)];
}

function longestCommonRun(left: readonly string[], right: readonly string[]): number {
  let best = 0;
  let row = new Uint32Array(right.length + 1);
  for (const segment of left) {
    const next = new Uint32Array(right.length + 1);
    for (const [column, other] of right.entries()) {
      if (segment !== other) continue;
      next[column + 1] = row[column] + 1;
      best = Math.max(best, next[column + 1]);
    }
    row = next;
  }
  return best;
}

/**
 * Exact match and F1 as the CMRC 2018 evaluation defines them: lower case, a fixed list of punctuation out, Han
 * characters one by one, the best reference; F1 is of the longest common run, not of all shared characters (Cui et al.
 * 2019). The product's token F1 counts every shared character and is therefore higher.
 */
export function officialCmrc(prediction: string, answers: readonly string[]): OfficialScore {
  const said = segments(prediction);
  const scores = answers.map((answer) => {
    const wanted = segments(answer);
    const lengths = { answer: said.length, reference: wanted.length };
    return {
      exact: Number(form(prediction) === form(answer)),
      f1: overlapF(longestCommonRun(said, wanted), lengths),
    };
  });
  return { exact: Math.max(0, ...scores.map((it) => it.exact)), f1: Math.max(0, ...scores.map((it) => it.f1)) };
}
