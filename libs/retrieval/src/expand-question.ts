import { analyze, termHash, type Expansion, type Synonyms, type UserWords } from '@mingda/language';
import type { QuestionTerm } from './read-question.ts';

/** A synonym counts less than the word that was asked for: a passage that says it in the asker's words comes first. */
const synonymWeight = 0.6;

export interface ExpandedQuestion {
  /** Which phrases of the question were also searched under another name. */
  readonly expansions: readonly Expansion[];
  /** Terms that the synonyms add to those of the question. */
  readonly terms: readonly QuestionTerm[];
}

/** Adds the synonyms of what a question says. */
export function expandQuestion(
  question: { readonly text: string; readonly terms: readonly QuestionTerm[] },
  lexicon: { readonly collectionId: string; readonly words: UserWords; readonly synonyms: Synonyms },
): ExpandedQuestion {
  const expansions = lexicon.synonyms.expand(question.text);
  const own = new Set(question.terms.map((it) => it.term));
  const added = new Map<string, QuestionTerm>();
  for (const { means } of expansions) {
    for (const { term } of analyze(means, lexicon.words)) {
      if (own.has(term) || added.has(term)) continue;
      added.set(term, { term, hash: termHash(lexicon.collectionId, term), weight: synonymWeight });
    }
  }
  return { expansions, terms: [...added.values()] };
}
