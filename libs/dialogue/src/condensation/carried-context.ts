import type { Turn } from '@mingda/contracts';
import {
  analyze,
  detectLanguage,
  questionWordWeight,
  type Language,
  type Term,
  type UserWords,
} from '@mingda/language';

/** A word of an earlier turn that is searched with a question. */
export interface CarriedTerm {
  readonly term: string;
  /** What its idf is multiplied by, 0-1; a word of the question itself has 1. */
  readonly weight: number;
  /** The word as it was said; absent for the pairs of characters and the parts of codes that are searched beside words. */
  readonly said?: string;
}

/** Found on the tuning halves of two public sets of conversations; see docs/conversations.md. */
const wordWeight = { user: 0.2, assistant: 0.3 } as const;
/** What a turn further back counts for, beside the one after it. */
const decay = 0.5;
const turnsRead = 2;
/** Characters below this join words or ask (的, 有): a pair with one of them is no word. */
const leastTelling = 0.45;
/** Share of an earlier turn's vector, beside 1 for the question's own. */
const vectorWeight = 0.3;
/** Characters of a turn that are read. */
const longestTurn = 600;
/** Similarities with the turns before at which a question counts as a new topic, and as wholly of the same. */
const similarity = { apart: 0.4, together: 0.7 } as const;

const pointers: Readonly<Record<Language, RegExp>> = {
  zh: /那里|那儿|那边|这里|这儿|[它他她其该此]|[这那](?:个|家|些|种|款|本|项|条|份|两|几|样)|上述|上面|前面|刚才|之前|前者|后者|还有|呢[？?。！!]?$/u,
  en: /\b(?:it|its|they|them|their|theirs|he|she|him|his|her|hers|that|this|those|these|there|then|ones?|such|same|others?|else|another|former|latter|above|mentioned|instead|also|too)\b|^(?:and|but|or|so|ok|okay|what about|how about|why)\b/iu,
};
/** Shorter than this, a question hardly names what it is about. */
const shortest: Readonly<Record<Language, number>> = { zh: 8, en: 25 };

/** Whether a question points back, or leaves out what it is about. */
export function pointsBack(question: string): boolean {
  const lang = detectLanguage(question);
  return question.trim().length <= shortest[lang] || pointers[lang].test(question);
}

/** The turns whose vectors count: the user's last one and what was said to it, which may be nothing. */
export function latestTurns(turns: readonly Turn[]): { readonly user?: string; readonly assistant?: string } {
  const asked = turns.findLastIndex((turn) => turn.role === 'user');
  const user = turns[asked]?.text.slice(0, longestTurn);
  const reply = turns.findLast((turn, at) => turn.role === 'assistant' && at > asked);
  const assistant = reply?.text.slice(0, longestTurn);
  return { ...(user === undefined ? {} : { user }), ...(assistant === undefined ? {} : { assistant }) };
}

/**
 * How far a question belongs to what was said before, 0-1: wholly when it points back; otherwise by its similarity with the
 * turns before, so that a new topic is not mixed with the old one.
 * @param similarities cosines of the question's vector with the latest turns'
 */
export function contextStrength(question: string, similarities: readonly number[]): number {
  if (pointsBack(question)) return 1;
  const nearest = Math.max(-1, ...similarities);
  return Math.min(1, Math.max(0, (nearest - similarity.apart) / (similarity.together - similarity.apart)));
}

/**
 * Words of the latest turns with their weights, none of them in `own`; the same word counts by its highest weight. A turn is as
 * old as there are turns of the user after it, whoever said it.
 */
export function carriedTerms(
  turns: readonly Turn[],
  given: { readonly own: ReadonlySet<string>; readonly strength: number; readonly words?: UserWords | undefined },
): CarriedTerm[] {
  if (given.strength === 0) return [];
  const carried = new Map<string, CarriedTerm>();
  const latest = latestFirst(turns);
  for (const role of ['user', 'assistant'] as const) {
    const spoken = latest.filter((turn) => turn.role === role);
    for (const { age, text } of spoken.slice(0, turnsRead)) {
      const weight = given.strength * wordWeight[role] * decay ** age;
      const read = text.slice(0, longestTurn);
      const terms = analyze(read, given.words);
      const tells = tellingTerms(terms, read.length);
      for (const [at, { term, start, end }] of terms.entries()) {
        if (given.own.has(term)) continue;
        const known = carried.get(term);
        const said = known?.said ?? (tells[at] ? read.slice(start, end) : undefined);
        const most = Math.max(weight, known?.weight ?? 0);
        carried.set(term, { term, weight: most, ...(said === undefined ? {} : { said }) });
      }
    }
  }
  return [...carried.values()];
}

/** The turns that are read, each with how many turns of the user came after it. */
function latestFirst(turns: readonly Turn[]): (Turn & { readonly age: number })[] {
  const latest: (Turn & { readonly age: number })[] = [];
  let age = 0;
  for (const turn of turns.toReversed()) {
    if (age >= turnsRead) break;
    latest.push({ ...turn, age });
    if (turn.role === 'user') age += 1;
  }
  return latest;
}

/**
 * Which terms a person would take for words: those that the text was cut into, and pairs of characters that the dictionary
 * does not know as part of a longer word (年假), unless one of them only asks or joins.
 */
function tellingTerms(terms: readonly Term[], length: number): boolean[] {
  const inLongWord = new Uint8Array(length);
  let passed = 0;
  const isWord = terms.map(({ start, end }) => {
    if (start < passed) return false;
    passed = end;
    if (end - start > 1) inLongWord.fill(1, start, end);
    return true;
  });
  return terms.map(({ term, start, end }, at) => {
    if (isWord[at] || !/^\p{Script=Han}{2}$/u.test(term)) return isWord[at];
    return (
      !inLongWord.subarray(start, end).includes(1) && [...term].every((it) => questionWordWeight(it) > leastTelling)
    );
  });
}

/** The question's vector with a share of those of the turns before; all of norm 1, and so is the result. */
export function mixVectors(own: Float32Array, before: readonly Float32Array[], strength: number): Float32Array {
  if (before.length === 0 || strength === 0) return own;
  const mixed = Float32Array.from(own);
  for (const vector of before) {
    for (let i = 0; i < mixed.length; i += 1) mixed[i] += strength * vectorWeight * vector[i];
  }
  const norm = Math.hypot(...mixed);
  return norm === 0 ? own : mixed.map((it) => it / norm);
}
