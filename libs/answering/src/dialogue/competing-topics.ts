import type { PassageView } from '@mingda/contracts';
import { analyze, detectLanguage } from '@mingda/language';

/** A question as short as this may be too vague to be answered, in characters. */
const vague = { zh: 8, en: 24 } as const;
const passagesSeen = 5;
const mostOptions = 4;
/** Share of the best passage's score that another topic needs to compete with it. */
const competing = 0.85;

/**
 * The documents between which a question does not decide, by their titles: for a short question whose best passages come from
 * several documents that all speak of its words. Empty when one stands out, or when there is nothing to choose between.
 */
export function competingTopics(question: string, passages: readonly PassageView[]): string[] {
  const lang = detectLanguage(question);
  if (question.trim().length > vague[lang]) return [];
  const best = passages[0]?.score ?? 0;
  const wanted = new Set(analyze(question).map((it) => it.term));
  const titles = passages
    .slice(0, passagesSeen)
    .filter((it) => it.score >= competing * best && it.matchedTerms.length > 0)
    .map((it) => it.title)
    .filter((it) => it !== '' && analyze(it).some(({ term }) => wanted.has(term)));
  const distinct = [...new Set(titles)];
  return distinct.length < 2 || distinct.length > mostOptions ? [] : distinct;
}
