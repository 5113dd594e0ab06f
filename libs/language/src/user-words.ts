import { normalizeText } from './normalize-text.ts';
import { PhraseMatcher, type PhraseMatch } from './phrase-matcher.ts';

/** The form in which the words of a user dictionary are compared: normalised, inner white space as one space. */
export function wordKey(word: string): string {
  return normalizeText(word).replace(/\s+/gu, ' ').trim();
}

/**
 * Words that segmentation keeps whole, such as product names. They lie over the segmenter rather than inside it: a
 * segmenter of its own for each collection would take about 60 MB each.
 */
export class UserWords {
  readonly #matcher: PhraseMatcher;

  /** Words of fewer than two characters change nothing and are left out. */
  constructor(words: Iterable<string>) {
    const keys: string[] = [];
    for (const word of words) {
      const key = wordKey(word);
      if (key.length > 1) keys.push(key);
    }
    this.#matcher = new PhraseMatcher(keys);
  }

  /** Where the words lie in a normalised text, from left to right. */
  find(normalized: string): PhraseMatch[] {
    return this.#matcher.isEmpty ? [] : this.#matcher.leftmostLongest(normalized);
  }
}

export const noUserWords = new UserWords([]);
