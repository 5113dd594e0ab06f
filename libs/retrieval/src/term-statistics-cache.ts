import type { AccessScope, Collection } from '@mingda/contracts';
import type { LexiconRepository } from '@mingda/database';
import { inverseDocumentFrequencies } from './inverse-document-frequencies.ts';
import type { QuestionTerm } from './read-question.ts';

/** Terms kept for one state of a collection. */
const mostTerms = 20_000;

interface Known {
  readonly chunks: number;
  readonly df: Map<number, number>;
}

/**
 * Document frequencies of the terms that were asked for lately, per collection. They start anew when its number of chunks
 * changes; a replacement by as many chunks leaves them a little old, which matters little: they only weigh words. That no
 * chunk holds a term is asked anew each time: an edited chunk or a new word of the user dictionary would else count as
 * misspelt.
 */
export class TermStatisticsCache {
  readonly #lexicon: LexiconRepository;
  readonly #collections = new Map<string, Known>();

  constructor(lexicon: LexiconRepository) {
    this.#lexicon = lexicon;
  }

  async idf(scope: AccessScope, collection: Collection, terms: readonly QuestionTerm[]): Promise<Map<string, number>> {
    let known = this.#collections.get(collection.id);
    if (known?.chunks !== collection.chunkCount || known.df.size > mostTerms) {
      known = { chunks: collection.chunkCount, df: new Map() };
      this.#collections.set(collection.id, known);
    }
    const missing = terms.filter((it) => (known.df.get(it.hash) ?? 0) === 0).map((it) => it.hash);
    if (missing.length > 0) {
      const { df } = await this.#lexicon.statistics(scope, collection.id, missing);
      for (const hash of missing) known.df.set(hash, df.get(hash) ?? 0);
    }
    return inverseDocumentFrequencies(terms, known);
  }

  /** Those of the terms that no chunk contains; `idf` must have been asked for them. */
  lacking(collectionId: string, terms: readonly QuestionTerm[]): Set<string> {
    const known = this.#collections.get(collectionId);
    return new Set(terms.filter((it) => known?.df.get(it.hash) === 0).map((it) => it.term));
  }
}
