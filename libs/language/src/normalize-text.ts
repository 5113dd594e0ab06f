import { toSimplified } from './traditional.ts';

/** A normalised text with the way back: `origin[i]` is the index in the original of character i; one more at the end. */
export interface NormalizedText {
  readonly text: string;
  readonly origin: (index: number) => number;
}

/** NFKC, lower case, simplified characters. */
export function normalizeText(text: string): string {
  return toSimplified(text.normalize('NFKC').toLowerCase());
}

/** The same with a map back to the original, needed because NFKC may lengthen or shorten a text. */
export function normalizeWithOrigin(text: string): NormalizedText {
  const whole = normalizeText(text);
  if (whole.length === text.length) return { text: whole, origin: (index) => index };
  const origins: number[] = [];
  let joined = '';
  let at = 0;
  for (const character of text) {
    const piece = normalizeText(character);
    for (let i = 0; i < piece.length; i += 1) origins.push(at);
    joined += piece;
    at += character.length;
  }
  origins.push(text.length);
  return { text: joined, origin: (index) => origins[Math.min(index, origins.length - 1)] ?? text.length };
}

const spaceOrPunctuation = /[\s\p{P}\p{S}\p{Z}\p{C}]+/gu;

/** The form in which answers are compared: NFKC, lower case, without white space, punctuation and symbols. */
export function answerKey(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(spaceOrPunctuation, '');
}

const f1Token = /\p{Script=Han}|[\p{L}\p{N}\p{M}]+/gu;

/** Tokens for F1 and overlap: each Han character alone, other scripts by word. */
export function tokensForF1(text: string): string[] {
  const normalized = text.normalize('NFKC').toLowerCase();
  const spaced = normalized.replace(/\p{Script=Han}/gu, ' $& ');
  return spaced.match(f1Token) ?? [];
}
