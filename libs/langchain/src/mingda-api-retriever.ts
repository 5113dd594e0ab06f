import type { DocumentInterface } from '@langchain/core/documents';
import { BaseRetriever, type BaseRetrieverInput } from '@langchain/core/retrievers';
import { errorCodes, problemSchema, routes, type SearchFilter } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { passageDocument, type PassageMetadata } from './passage-document.ts';

export interface MingdaApiRetrieverOptions extends BaseRetrieverInput {
  /** Address of the server, such as `https://mingda.example.com`. */
  readonly url: string;
  /** An integration key; it decides which collections may be searched. */
  readonly apiKey: string;
  readonly collectionId: string;
  /** Passages wanted, 1-50; 10 when absent. */
  readonly limit?: number;
  readonly filter?: SearchFilter;
  /** Milliseconds until a request is given up; 30,000 when absent. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 30_000;

/** The search of a running server as a LangChain retriever, through its public API. */
export class MingdaApiRetriever extends BaseRetriever<PassageMetadata> {
  static override lc_name(): string {
    return 'MingdaApiRetriever';
  }

  override lc_namespace = ['mingda', 'retrievers'];
  readonly #options: MingdaApiRetrieverOptions;

  constructor(options: MingdaApiRetrieverOptions) {
    super(options);
    this.#options = options;
  }

  /** @throws MingdaError with the server's code; `INTERNAL` when it answers otherwise than it should */
  override async _getRelevantDocuments(query: string): Promise<DocumentInterface<PassageMetadata>[]> {
    const { url, apiKey, collectionId, limit, filter, timeoutMs = defaultTimeoutMs } = this.#options;
    const path = routes.search.path.replace(':collectionId', encodeURIComponent(collectionId));
    const response = await fetch(new URL(`/api/v1${path}`, url), {
      method: routes.search.method,
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, limit, filter }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const reply: unknown = await response.json().catch(() => null);
    if (!response.ok) throw refusal(response.status, reply);
    return routes.search.response.parse(reply).passages.map(passageDocument);
  }
}

function refusal(status: number, reply: unknown): MingdaError {
  const problem = problemSchema.safeParse(reply);
  const code = problem.success ? errorCodes.find((it) => it === problem.data.code) : undefined;
  if (code !== undefined) {
    const detail = problem.data?.detail;
    return new MingdaError(code, detail === undefined ? {} : { detail });
  }
  return new MingdaError('INTERNAL', { detail: `the server answered with status ${String(status)}` });
}
