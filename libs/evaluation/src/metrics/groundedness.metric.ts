import { containsAtoms, readAtoms, supportOf } from '@mingda/domain';
import { splitSentences } from '@mingda/language';
import { mean, remembered, type Metric } from './metric.ts';
import type { CitedPassage, GivenAnswer } from './question-outcome.ts';

const marker = /\s*\[(\d{1,3})\]/gu;

/** A sentence of an answer without its markers, and the passages that it cites: all of them where it names none. */
export interface CitedSentence {
  readonly text: string;
  readonly citations: readonly CitedPassage[];
}

/** A marker may stand behind the full stop: it belongs to the sentence before it. */
export function citedSentences({ text, citations }: Pick<GivenAnswer, 'text' | 'citations'>): readonly CitedSentence[] {
  const joined = text.replace(/([。！？!?；;.…]["”’」』]?)((?:\s*\[\d{1,3}\])+)/gu, '$2$1');
  return splitSentences(joined).flatMap(([start, end]) => {
    const raw = joined.slice(start, end);
    const named = new Set([...raw.matchAll(marker)].map((match) => Number(match[1])));
    const sentence = raw.replace(marker, '').trim();
    if (readAtoms(sentence).length === 0) return [];
    return [
      { text: sentence, citations: named.size === 0 ? citations : citations.filter((it) => named.has(it.marker)) },
    ];
  });
}

/**
 * The sentence stands in the quote as it is, or the quote supports it as an answer of a language model must be
 * supported: enough of its words, its numbers, the same negation. The numbers are then compared by value, because 5 is
 * also a part of 15.
 */
function isSupported(sentence: string, quote: string, question: string): boolean {
  const said = readAtoms(sentence);
  const held = readAtoms(quote);
  if (containsAtoms(held, said)) return true;
  if (supportOf(sentence, { text: quote }, question) === null) return false;
  return said.every((atom) => atom.kind === 'character' || containsAtoms(held, [atom]));
}

/** Share of an answer's sentences that the text of their own citation supports; an answer that cites nothing scores 0. */
export const groundedness: Metric = remembered({
  name: 'groundedness',
  direction: 'higher',
  unit: 'share',
  needs: 'answer',
  perQuestion: ({ question, answer }) => {
    if (answer === null || answer.refused) return null;
    const sentences = citedSentences(answer);
    const supported = sentences.filter(({ text, citations }) =>
      citations.some((citation) => isSupported(text, citation.quote, question.question)),
    );
    return sentences.length === 0 ? null : supported.length / sentences.length;
  },
  aggregate: mean,
});
