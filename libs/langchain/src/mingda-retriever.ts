import type { DocumentInterface } from '@langchain/core/documents';
import { BaseRetriever, type BaseRetrieverInput } from '@langchain/core/retrievers';
import type { AccessScope, SearchFilter } from '@mingda/contracts';
import type { Retrieve } from '@mingda/retrieval';
import { passageDocument, type PassageMetadata } from './passage-document.ts';

export interface MingdaRetrieverOptions extends BaseRetrieverInput {
  readonly retrieve: Pick<Retrieve, 'execute'>;
  /** Whose documents are searched: retrieval never sees more than this scope does. */
  readonly scope: AccessScope;
  readonly collectionId: string;
  /** Passages wanted; the profile's number when absent. */
  readonly limit?: number;
  readonly filter?: SearchFilter;
}

/**
 * The retrieval of this process as a LangChain retriever: the same path, with the same profile, as search and chat take.
 * Fails with the errors of `Retrieve`.
 */
export class MingdaRetriever extends BaseRetriever<PassageMetadata> {
  static override lc_name(): string {
    return 'MingdaRetriever';
  }

  override lc_namespace = ['mingda', 'retrievers'];
  readonly #options: MingdaRetrieverOptions;

  constructor(options: MingdaRetrieverOptions) {
    super(options);
    this.#options = options;
  }

  override async _getRelevantDocuments(query: string): Promise<DocumentInterface<PassageMetadata>[]> {
    const { retrieve, scope, collectionId, limit, filter } = this.#options;
    const { passages } = await retrieve.execute(scope, {
      collectionId,
      query,
      ...(limit === undefined ? {} : { limit }),
      ...(filter === undefined ? {} : { filter }),
    });
    return passages.map(passageDocument);
  }
}
