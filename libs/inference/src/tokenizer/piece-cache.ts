import type { WordPieces } from './vocabulary.ts';

const cacheLimit = 50_000;
const longestCachedWord = 32;

/** Remembers the pieces of short words: most words of a text have been seen before. */
export class PieceCache {
  readonly #split: (word: string) => WordPieces;
  readonly #known = new Map<string, WordPieces>();

  constructor(split: (word: string) => WordPieces) {
    this.#split = split;
  }

  pieces(word: string): WordPieces {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const found = this.#split(word);
    if (word.length <= longestCachedWord) {
      if (this.#known.size >= cacheLimit) this.#known.clear();
      this.#known.set(word, found);
    }
    return found;
  }
}
