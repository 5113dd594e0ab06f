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
  /** By the first character, longest phrase first. */
  readonly #byStart = new Map<string, string[]>();

  constructor(phrases: Iterable<string>) {
    for (const phrase of new Set(phrases)) {
      if (phrase === '') continue;
      const known = this.#byStart.get(phrase.charAt(0));
      if (known === undefined) this.#byStart.set(phrase.charAt(0), [phrase]);
      else known.push(phrase);
    }
    for (const known of this.#byStart.values()) known.sort((left, right) => right.length - left.length);
  }

  get isEmpty(): boolean {
    return this.#byStart.size === 0;
  }

  /** Matches from left to right; of several at one place the longest, and none that overlaps the one before. */
  leftmostLongest(text: string): PhraseMatch[] {
    const found: PhraseMatch[] = [];
    for (let at = 0; at < text.length; at += 1) {
      const phrase = this.#candidates(text, at).find((it) => isWhole(text, at, it));
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
      for (const phrase of this.#candidates(text, at)) if (isWhole(text, at, phrase)) found.add(phrase);
    }
    return found;
  }

  #candidates(text: string, at: number): readonly string[] {
    return this.#byStart.get(text.charAt(at)) ?? [];
  }
}

function isWhole(text: string, at: number, phrase: string): boolean {
  if (!text.startsWith(phrase, at)) return false;
  const end = at + phrase.length;
  return !runsOn(text.charAt(at - 1), phrase.charAt(0)) && !runsOn(phrase.charAt(phrase.length - 1), text.charAt(end));
}

/** Whether two neighbouring characters are one word of a script that separates words. */
function runsOn(left: string, right: string): boolean {
  return joinsOn.test(left) && joinsOn.test(right) && !unspaced.test(left) && !unspaced.test(right);
}
