import type { AccessScope } from '@mingda/contracts';
import type { LexiconRepository } from '@mingda/database';
import { candidateHashes, chooseCorrections, spellingSlips } from '@mingda/dialogue';
import type { Embedder } from '@mingda/models';
import { readQuestion, type QuestionRequest, type ReadQuestion } from './read-question.ts';

/** A corrected word counts less than one that was written: nobody has said that it is meant. */
export const correctedWeight = 0.8;

interface Given {
  readonly lexicon: Pick<LexiconRepository, 'statistics'>;
  readonly scope: AccessScope;
  readonly question: ReadQuestion;
  /** Terms of the question that no chunk contains. */
  readonly unknown: ReadonlySet<string>;
  readonly asked: Omit<QuestionRequest, 'text'>;
}

/**
 * The question together with what it may have been meant to say, where the collection does not know its words: terms are
 * added, none is taken away, and it is searched with the mean of both vectors. What is found is read for what was meant.
 * Costs one statement for a question with such words, and another pass of the model only when a correction is found.
 * @returns null when there is nothing to correct
 */
export async function correctSpelling(embedder: Embedder, given: Given): Promise<ReadQuestion | null> {
  const { lexicon, scope, question, unknown, asked } = given;
  const { collectionId, words } = asked;
  if (unknown.size === 0) return null;
  const english = embedder.modelFor('en');
  const slips = spellingSlips(question.text, {
    isKnown: (term) => !unknown.has(term),
    // Words that the model's vocabulary holds whole; what is misspelt falls into pieces.
    isEnglish: (word) => embedder.countTokens(english, [word])[0] === 1,
    words,
  });
  if (slips.length === 0) return null;
  const { df } = await lexicon.statistics(scope, collectionId, candidateHashes(slips, collectionId));
  const corrections = chooseCorrections(slips, { collectionId, chunksWith: df, words });
  if (corrections.length === 0) return null;
  let text = question.text;
  for (const { written, searched } of corrections) text = text.replace(written, searched);
  const meant = await readQuestion(embedder, { ...asked, text });
  const own = new Set(question.terms.map((it) => it.term));
  const added = meant.terms.filter((it) => !own.has(it.term));
  return {
    ...question,
    text: meant.text,
    corrections,
    terms: [...question.terms, ...added.map(({ weight = correctedWeight, ...it }) => ({ ...it, weight }))],
    vectors: meant.vectors.map((it, at) => ({ ...it, search: mean(it.search, question.vectors[at]?.search) })),
  };
}

/** Of norm 1, as both are. */
function mean(left: Float32Array, right: Float32Array | undefined): Float32Array {
  if (right?.length !== left.length) return left;
  const sum = left.map((it, at) => it + right[at]);
  const norm = Math.hypot(...sum);
  return norm === 0 ? left : sum.map((it) => it / norm);
}
