import type { AnalysedDocument, CollectionLexicons, LexicalAnalysisRepository } from '@mingda/database';
import { searchableText } from '@mingda/domain';
import type { UserWords } from '@mingda/language';
import { chunkTerms, heardText } from './chunk-terms.ts';

interface Dependencies {
  readonly lexicons: CollectionLexicons;
  readonly analysis: LexicalAnalysisRepository;
}

/**
 * Analyses the chunks of a collection again where that was done with older words of its user dictionary. Each document
 * changes over in a transaction of its own, so that questions are answered all the while; what is left to do is read
 * from the rows, so that an interrupted run goes on where it was.
 */
export class AnalyseCollection {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async execute(collectionId: string, run: { signal?: AbortSignal } = {}): Promise<void> {
    const { lexicons, analysis } = this.#dependencies;
    for (;;) {
      const documents = await analysis.outdated(collectionId);
      if (documents.length === 0) return;
      const { words, wordsRevision } = await lexicons.current(collectionId);
      for (const documentId of documents) {
        run.signal?.throwIfAborted();
        await analysis.rewrite(documentId, wordsRevision, (document) => termsOf(document, words));
      }
    }
  }
}

function termsOf({ collectionId, title, chunks }: AnalysedDocument, words: UserWords) {
  return chunks.map(({ headingPath, text, muted }) => {
    const heard = heardText(text, rangesOf(muted));
    return chunkTerms(collectionId, searchableText({ title, headingPath, text: heard }).text, words);
  });
}

/** Ranges are stored as their ends in turn. */
function rangesOf(ends: readonly number[]): { start: number; end: number }[] {
  return ends.flatMap((start, at) => (at % 2 === 0 ? [{ start, end: ends[at + 1] ?? start }] : []));
}
