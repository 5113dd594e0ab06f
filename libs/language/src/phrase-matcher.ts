/** A phrase found in a text: the range in it, and the phrase itself. */
export interface PhraseMatch {
  readonly phrase: string;
  readonly start: number;
  readonly end: number;
}

const joinsOn = /[\p{L}\p{N}]/u;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/**
 * Finds many phrases in a text at once. Phrases and text must have been folded alike. In scripts that separate words
 * a phrase begins and ends where a word does: `art` is not found in `part`.
 */
export class PhraseMatcher {
  readonly #phrases: ReadonlySet<string>;
  /** Lengths that phrases with this first character have, longest first: the text is cut to each and looked up. */
  readonly #lengths = new Map<string, number[]>();

  constructor(phrases: Iterable<string>) {
    const known = new Set(phrases);
    known.delete('');
    this.#phrases = known;
    const lengths = new Map<string, Set<number>>();
    for (const phrase of known) {
      const own = lengths.get(phrase.charAt(0));
      if (own === undefined) lengths.set(phrase.charAt(0), new Set([phrase.length]));
      else own.add(phrase.length);
    }
    for (const [start, own] of lengths)
      this.#lengths.set(
        start,
        [...own].toSorted((left, right) => right - left),
      );
  }

  get isEmpty(): boolean {
    return this.#phrases.size === 0;
  }

  /** Matches from left to right; of several at one place the longest, and none that overlaps the one before. */
  leftmostLongest(text: string): PhraseMatch[] {
    const found: PhraseMatch[] = [];
    for (let at = 0; at < text.length; at += 1) {
      const [phrase] = this.#startingAt(text, at);
      if (phrase === undefined) continue;
      found.push({ phrase, start: at, end: at + phrase.length });
      at += phrase.length - 1;
    }
    return found;
  }

  /** Every phrase that occurs, overlapping ones too; each once. */
  occurring(text: string): Set<string> {
    const found = new Set<string>();
    for (let at = 0; at < text.length; at += 1) {
      for (const phrase of this.#startingAt(text, at)) found.add(phrase);
    }
    return found;
  }

  /** Longest first. */
  *#startingAt(text: string, at: number): Generator<string, void> {
    const lengths = this.#lengths.get(text.charAt(at));
    if (lengths === undefined || isInsideWord(text, at)) return;
    for (const length of lengths) {
      const end = at + length;
      if (end > text.length || isInsideWord(text, end)) continue;
      const phrase = text.slice(at, end);
      if (this.#phrases.has(phrase)) yield phrase;
    }
  }
}

/** What is known of each UTF-16 unit: 0 not asked yet, 1 joins words of a script that separates them, 2 does not. */
const kinds = new Uint8Array(0x1_0000);

function joins(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  // Before the beginning and after the end.
  if (Number.isNaN(unit)) return false;
  if (kinds[unit] === 0) {
    const character = String.fromCharCode(unit);
    kinds[unit] = joinsOn.test(character) && !unspaced.test(character) ? 1 : 2;
  }
  return kinds[unit] === 1;
}

/** Whether the characters on both sides of a place are one word of a script that separates words. */
function isInsideWord(text: string, at: number): boolean {
  return joins(text, at - 1) && joins(text, at);
}
