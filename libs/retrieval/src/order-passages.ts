import type { Profile } from '@mingda/contracts';
import type { Candidate, StoredPassage } from '@mingda/database';
import { rankPassages, rerankBySentences, type RankablePassage, type RankerQuestion } from '@mingda/domain';
import type { UserWords } from '@mingda/language';
import { searchWeight, type ReadQuestion } from './read-question.ts';
import type { TitleTerms } from './title-terms.ts';

/** A passage that was read, with its scores. */
export type ScoredPassage = StoredPassage & Pick<Candidate, 'dense' | 'lexical'> & { readonly score: number };

export interface OrderingContext {
  readonly question: Pick<ReadQuestion, 'terms' | 'vectors'>;
  /** Inverse document frequency of each term of the question. */
  readonly idf: ReadonlyMap<string, number>;
  readonly titles: TitleTerms;
  /** The collection that was searched. */
  readonly collectionId: string;
  readonly words: UserWords;
}

/** Passages that the second ranking sees, whatever the caller asks for: the order must not depend on the limit. */
export const rankingDepth = 40;

/**
 * Second ranking: the first passages of the fused order by the shipped ranker, or by fused score and best sentence where the
 * profile switches it off. Further ones keep their order behind these, with scores below.
 */
export function orderPassages<T extends ScoredPassage>(
  fused: readonly T[],
  settings: Profile['retrieval'],
  context: OrderingContext,
): T[] {
  const head = fused.slice(0, rankingDepth);
  const input = rankerInput(head, context);
  const ranked: T[] = settings.ranker
    ? rankPassages(input.question, input.passages)
    : rerankBySentences(head, input.question.vectors, settings.sentenceWeight);
  const lowest = ranked.at(-1)?.score ?? 1;
  return [...ranked, ...fused.slice(rankingDepth).map((it) => ({ ...it, score: it.score * lowest }))];
}

/** What the ranker sees of a question and its passages; its training data is made by the same function. */
export function rankerInput<T extends ScoredPassage>(
  passages: readonly T[],
  { question, idf, titles, collectionId, words }: OrderingContext,
): { question: RankerQuestion; passages: (T & RankablePassage)[] } {
  return {
    question: {
      terms: question.terms.map((it) => ({ hash: it.hash, idf: searchWeight(it) * (idf.get(it.term) ?? 0) })),
      vectors: new Map(question.vectors.map((it) => [it.modelKey, it.search])),
    },
    passages: passages.map((it) => ({ ...it, titleTerms: titles.of(it, { collectionId, words }) })),
  };
}
