import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EmbedReply, EmbedRequest, TokenVectors } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { maxSimilarity } from './max-similarity.ts';
import type { Reranker, RerankReply, RerankRequest } from './reranker.ts';

/** Texts embedded together: the token vectors of one long text take a megabyte. */
const textsAtOnce = 32;
/** Comparing gives the event loop back after this long. */
const sliceMs = 4;

/** Reranks with the token vectors of an embedding model, so that no further model is needed. Texts are cut to its window. */
export class LateInteractionReranker implements Reranker {
  readonly #embed: (request: EmbedRequest) => Promise<EmbedReply>;

  constructor(embed: (request: EmbedRequest) => Promise<EmbedReply>) {
    this.#embed = embed;
  }

  async rerank({ model, query, texts, priority, signal }: RerankRequest): Promise<RerankReply> {
    const ask = (role: 'query' | 'passage', some: readonly string[]): Promise<EmbedReply> =>
      this.#embed({
        model,
        role,
        priority,
        items: some.map((text) => ({ text })),
        tokens: true,
        ...(signal === undefined ? {} : { signal }),
      });
    const asked = await ask('query', [query]);
    const [question] = asked.embeddings;
    const dimensions = question.vector.length;
    const queryVectors = tokenVectors(question.tokens).vectors;
    const scores: number[] = [];
    let { tokenizeMs, queueMs, computeMs } = asked.timings;
    let { tokenCount } = asked;
    for (let start = 0; start < texts.length; start += textsAtOnce) {
      const reply = await ask('passage', texts.slice(start, start + textsAtOnce));
      const compared = await compare(queryVectors, reply, dimensions);
      scores.push(...compared.scores);
      tokenCount += reply.tokenCount;
      tokenizeMs += reply.timings.tokenizeMs;
      queueMs += reply.timings.queueMs;
      computeMs += reply.timings.computeMs + compared.ms;
    }
    return { scores, tokenCount, timings: { tokenizeMs, queueMs, computeMs } };
  }
}

async function compare(
  query: Float32Array,
  reply: EmbedReply,
  dimensions: number,
): Promise<{ scores: number[]; ms: number }> {
  const scores: number[] = [];
  let ms = 0;
  let started = performance.now();
  for (const { tokens } of reply.embeddings) {
    scores.push(maxSimilarity(query, tokenVectors(tokens).vectors, dimensions));
    const spent = performance.now() - started;
    if (spent < sliceMs) continue;
    ms += spent;
    await nextTurn();
    started = performance.now();
  }
  return { scores, ms: ms + performance.now() - started };
}

function tokenVectors(tokens: TokenVectors | undefined): TokenVectors {
  if (tokens === undefined) throw new MingdaError('MODEL_BAD_OUTPUT', { detail: 'no token vectors came back' });
  return tokens;
}
