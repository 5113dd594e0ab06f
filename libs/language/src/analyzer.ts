import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { stemmer } from 'stemmer';
import { normalizeWithOrigin } from './normalize-text.ts';
import { noUserWords, type UserWords } from './user-words.ts';

/** A searchable term and the range of the original text that gave it. */
export interface Term {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

let segmenter: Jieba | undefined;
const jieba = (): Jieba => (segmenter ??= Jieba.withDict(dict));

/** Runs of Han, of letters and digits (with inner joiners, so that codes stay whole), of other scripts. */
const run = /(?<han>\p{Script=Han}+)|(?<code>[\p{L}\p{N}]+(?:[-_./@:#+&'’][\p{L}\p{N}]+)*)/gu;
const hanOnly = /\p{Script=Han}/u;
const part = /[\p{L}\p{N}]+/gu;
const plainWord = /^[a-z]+$/;
const letterDigitEdge = /[a-z]+|\d+(?:\.\d+)*/g;

/** English possessives are no part of a word: "employee's" and "employee" are one term. */
const withoutPossessive = (word: string): string => word.replace(/['’]s?$/, '');

/** Stems of words that were met; a vocabulary repeats itself. */
const stems = new Map<string, string>();
const mostStems = 50_000;

function stemOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const stem = stemmer(word);
  if (stems.size === mostStems) stems.clear();
  stems.set(word, stem);
  return stem;
}

function wordTerm(word: string): string {
  return plainWord.test(word) ? stemOf(word) : word;
}

function pushHan(terms: Term[], text: string, base: number): void {
  let at = 0;
  const pairWords = new Set<number>();
  for (const word of jieba().cut(text, true)) {
    terms.push({ term: word, start: base + at, end: base + at + word.length });
    if (word.length === 2) pairWords.add(at);
    at += word.length;
  }
  // Every pair of neighbouring characters too: segmentation of a question and of a passage may differ, pairs do not.
  for (let i = 0; i + 2 <= text.length; i += 1) {
    if (!pairWords.has(i)) terms.push({ term: text.slice(i, i + 2), start: base + i, end: base + i + 2 });
  }
}

function pushCode(terms: Term[], text: string, base: number): void {
  if (/['’]/.test(text)) {
    for (const piece of text.matchAll(/[^'’]+/g))
      if (piece[0].length > 1) pushCode(terms, piece[0], base + piece.index);
    return;
  }
  const parts = [...text.matchAll(part)];
  terms.push({ term: wordTerm(text), start: base, end: base + text.length });
  if (parts.length > 1) {
    for (const piece of parts) {
      terms.push({ term: wordTerm(piece[0]), start: base + piece.index, end: base + piece.index + piece[0].length });
    }
  } else if (/\d/.test(text) && /[a-z]/.test(text)) {
    for (const piece of text.matchAll(letterDigitEdge)) {
      terms.push({ term: piece[0], start: base + piece.index, end: base + piece.index + piece[0].length });
    }
  }
}

/**
 * Terms of a text for lexical search, in order. Han text gives words and character pairs; letters and digits give the
 * stemmed word; codes, versions, addresses and paths are kept whole and given in parts as well. The same function
 * reads questions and passages. Words of a user dictionary are terms of their own, beside the terms of their parts.
 */
export function analyze(text: string, words: UserWords = noUserWords): Term[] {
  const normalized = normalizeWithOrigin(text);
  const found: Term[] = [];
  let at = 0;
  for (const { phrase, start, end } of words.find(normalized.text)) {
    pushRuns(found, normalized.text.slice(at, start), at);
    found.push({ term: phrase, start, end });
    const parts: Term[] = [];
    pushRuns(parts, phrase, start);
    found.push(...parts.filter((it) => it.term !== phrase));
    at = end;
  }
  pushRuns(found, normalized.text.slice(at), at);
  return found.map((it) => ({ term: it.term, start: normalized.origin(it.start), end: normalized.origin(it.end) }));
}

function pushRuns(terms: Term[], text: string, base: number): void {
  for (const match of text.matchAll(run)) {
    const isHan = hanOnly.test(match[0].charAt(0)) && match.groups?.['han'] !== undefined;
    if (isHan) pushHan(terms, match[0], base + match.index);
    // Most words by far, which the rules below would leave as they are.
    else if (plainWord.test(match[0]))
      terms.push({ term: stemOf(match[0]), start: base + match.index, end: base + match.index + match[0].length });
    else splitMixed(terms, match[0], base + match.index);
  }
}

/** A code run may hold Han characters between its joiners (`传感器-温度-th01`): the scripts part ways there. */
function splitMixed(terms: Term[], text: string, base: number): void {
  for (const piece of text.matchAll(/\p{Script=Han}+|[^\p{Script=Han}]+/gu)) {
    if (hanOnly.test(piece[0])) pushHan(terms, piece[0], base + piece.index);
    else {
      const lead = /^[^\p{L}\p{N}]*/u.exec(piece[0])?.[0].length ?? 0;
      const body = withoutPossessive(piece[0].slice(lead).replace(/[^\p{L}\p{N}]+$/u, ''));
      if (body !== '') pushCode(terms, body, base + piece.index + lead);
    }
  }
}
