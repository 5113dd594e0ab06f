import { stemmer } from 'stemmer';
import { wordKey } from './user-words.ts';
import { PhraseMatcher } from './phrase-matcher.ts';

/** `words` mean the same as each other; with `means`, they only lead to those, and not back. */
export interface SynonymRule {
  readonly words: readonly string[];
  readonly means: readonly string[];
}

/** A phrase of the question and what else it may be called. */
export interface Expansion {
  readonly asked: string;
  readonly means: string;
}

/** English words by their stems, so that `annual leaves` meets a rule for `annual leave`. */
export function synonymKey(phrase: string): string {
  return wordKey(phrase).replace(/[a-z]+/g, (word) => stemmer(word));
}

/**
 * Synonyms of one collection. A question is expanded once: what a synonym leads to is not looked up again, so that
 * rules that lead in a circle do no harm.
 */
export class Synonyms {
  readonly #matcher: PhraseMatcher;
  /** By the key of a phrase: the phrase as written, and the phrases it leads to by their keys. */
  readonly #targets = new Map<string, { readonly asked: string; readonly means: Map<string, string> }>();

  constructor(rules: readonly SynonymRule[]) {
    for (const { words, means } of rules) {
      for (const word of words) this.#add(word, means.length > 0 ? means : words);
    }
    this.#matcher = new PhraseMatcher(this.#targets.keys());
  }

  /** Other names of what the question speaks of, in the order of its phrases; each once, none that it says itself. */
  expand(question: string): Expansion[] {
    if (this.#matcher.isEmpty) return [];
    const asked = this.#matcher.occurring(synonymKey(question));
    const found = new Map<string, Expansion>();
    for (const key of asked) {
      const target = this.#targets.get(key);
      for (const [other, means] of target?.means ?? []) {
        if (!asked.has(other) && !found.has(other)) found.set(other, { asked: target?.asked ?? key, means });
      }
    }
    return [...found.values()];
  }

  #add(word: string, means: readonly string[]): void {
    const key = synonymKey(word);
    if (key === '') return;
    const entry = this.#targets.get(key) ?? { asked: word, means: new Map<string, string>() };
    for (const other of means) {
      const target = synonymKey(other);
      if (target !== '' && target !== key) entry.means.set(target, other);
    }
    this.#targets.set(key, entry);
  }
}
