import { MingdaError } from '@mingda/platform';
import { z } from 'zod';
import type { RerankReply, RerankRequest } from '../rerank/reranker.ts';

const wireRequestSchema = z.object({
  model: z.string().min(1),
  query: z.string(),
  texts: z.array(z.string()),
  priority: z.enum(['BULK', 'LIVE']),
});

const wireReplySchema = z.object({
  scores: z.array(z.number()),
  tokenCount: z.number(),
  tokenizeMs: z.number(),
  queueMs: z.number(),
  computeMs: z.number(),
});

export function toWireRerankRequest({ model, query, texts, priority }: RerankRequest): object {
  return { model, query, texts, priority: priority === 'live' ? 'LIVE' : 'BULK' };
}

/** @throws MingdaError `INVALID_INPUT` */
export function fromWireRerankRequest(message: unknown): RerankRequest {
  const parsed = wireRequestSchema.safeParse(message);
  if (!parsed.success) throw new MingdaError('INVALID_INPUT', { detail: z.prettifyError(parsed.error) });
  return { ...parsed.data, priority: parsed.data.priority === 'LIVE' ? 'live' : 'bulk' };
}

export function toWireRerankReply({ scores, tokenCount, timings }: RerankReply): object {
  return { scores, tokenCount, ...timings };
}

/** @throws MingdaError `MODEL_BAD_OUTPUT` when there is not one score for each text */
export function fromWireRerankReply(message: unknown, texts: number): RerankReply {
  const parsed = wireReplySchema.safeParse(message);
  if (!parsed.success || parsed.data.scores.length !== texts) {
    throw new MingdaError('MODEL_BAD_OUTPUT', {
      detail: 'the inference service sent another number of scores than asked for',
    });
  }
  const { scores, tokenCount, ...timings } = parsed.data;
  return { scores, tokenCount, timings };
}
