import { analyze, type Term, type UserWords } from '@mingda/language';

export interface ReadablePassage {
  readonly text: string;
  readonly title: string;
  readonly headingPath: readonly string[];
  readonly sentences: readonly { readonly start: number; readonly end: number }[];
}

export interface PassageTerms {
  /** Of the whole text, in order. */
  readonly all: readonly Term[];
  /** Of each sentence. */
  readonly sentences: readonly ReadonlySet<string>[];
  /** Of title and headings. */
  readonly headings: ReadonlySet<string>;
}

const known = new WeakMap<ReadablePassage['sentences'], { readonly words: UserWords; readonly terms: PassageTerms }>();

/**
 * Terms of a stored passage. They are read once for as long as the passage stays in memory: a popular passage is met by many
 * questions, and reading its words costs more than comparing them. A passage is known by its list of sentences, which its
 * copies with scores share.
 */
export function passageTerms(passage: ReadablePassage, words: UserWords): PassageTerms {
  const before = known.get(passage.sentences);
  if (before?.words === words) return before.terms;
  const all = analyze(passage.text, words);
  const headings = analyze(`${passage.title}\n${passage.headingPath.join('\n')}`, words);
  const terms: PassageTerms = {
    all,
    sentences: passage.sentences.map(({ start, end }) => termsWithin(all, start, end)),
    headings: new Set(headings.map((it) => it.term)),
  };
  known.set(passage.sentences, { words, terms });
  return terms;
}

function termsWithin(all: readonly Term[], start: number, end: number): Set<string> {
  return new Set(all.filter((it) => it.start >= start && it.end <= end).map((it) => it.term));
}
