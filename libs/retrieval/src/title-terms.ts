import { analyze, termHash, type UserWords } from '@mingda/language';

/** Titles kept; many chunks share one. */
const mostTitles = 5000;

/** Terms of titles and headings that were met lately, oldest out first: reading words anew costs more than ranking. */
export class TitleTerms {
  readonly #known = new Map<string, { readonly words: UserWords; readonly hashes: ReadonlySet<number> }>();

  /** Their hashes in the collection's index. */
  of(
    passage: { readonly title: string; readonly headingPath: readonly string[] },
    { collectionId, words }: { readonly collectionId: string; readonly words: UserWords },
  ): ReadonlySet<number> {
    const text = [passage.title, ...passage.headingPath].join('\n');
    const key = `${collectionId} ${text}`;
    const before = this.#known.get(key);
    if (before?.words === words) return before.hashes;
    const hashes = new Set(analyze(text, words).map((it) => termHash(collectionId, it.term)));
    this.#known.delete(key);
    this.#known.set(key, { words, hashes });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostTitles) break;
      this.#known.delete(oldest);
    }
    return hashes;
  }
}
