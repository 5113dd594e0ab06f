import type { EmbedItem, Embedding, EmbedReply, EmbedRequest, Span, TokenVectors } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { z } from 'zod';
import { packed, unpackFloats, unpackIntegers } from './packed-numbers.ts';

const bytes = z.custom<Uint8Array>((it) => it instanceof Uint8Array);
const matrixSchema = z.object({ ids: bytes, offsets: bytes, vectors: bytes });

const wireRequestSchema = z.object({
  model: z.string().min(1),
  role: z.enum(['PLAIN', 'QUERY', 'PASSAGE']),
  priority: z.enum(['BULK', 'LIVE']),
  items: z.array(
    z.object({
      text: z.string(),
      spans: z.array(z.number()).refine((spans) => spans.length % 2 === 0, 'spans come in pairs'),
    }),
  ),
  tokens: z.enum(['NONE', 'TEXT', 'ALL']),
});
export type WireRequest = z.infer<typeof wireRequestSchema>;

const wireReplySchema = z.object({
  embeddings: z.array(
    z.object({ vector: bytes, spanVectors: bytes, tokens: matrixSchema.nullish(), truncated: z.boolean() }),
  ),
  tokenCount: z.number(),
  tokenizeMs: z.number(),
  queueMs: z.number(),
  computeMs: z.number(),
});
export type WireReply = z.infer<typeof wireReplySchema>;

const roles = { plain: 'PLAIN', query: 'QUERY', passage: 'PASSAGE' } as const;
const rolesBack = { PLAIN: 'plain', QUERY: 'query', PASSAGE: 'passage' } as const;

export function toWireRequest({ model, role, priority, items, tokens }: EmbedRequest): WireRequest {
  return {
    model,
    role: roles[role],
    priority: priority === 'live' ? 'LIVE' : 'BULK',
    items: items.map(({ text, spans = [] }) => ({ text, spans: spans.flat() })),
    tokens: tokens === 'all' ? 'ALL' : tokens === true ? 'TEXT' : 'NONE',
  };
}

/** @throws MingdaError `INVALID_INPUT` */
export function fromWireRequest(message: unknown): EmbedRequest {
  const parsed = wireRequestSchema.safeParse(message);
  if (!parsed.success) throw new MingdaError('INVALID_INPUT', { detail: z.prettifyError(parsed.error) });
  const { model, role, priority, items, tokens } = parsed.data;
  return {
    model,
    role: rolesBack[role],
    priority: priority === 'LIVE' ? 'live' : 'bulk',
    items: items.map(({ text, spans }): EmbedItem => ({ text, spans: pairs(spans) })),
    tokens: tokens === 'ALL' ? 'all' : tokens === 'TEXT',
  };
}

export function toWireReply({ embeddings, tokenCount, timings }: EmbedReply): WireReply {
  return {
    embeddings: embeddings.map(({ vector, spanVectors, tokens, truncated }) => ({
      vector: packed(vector),
      spanVectors: Buffer.concat(spanVectors.map(packed)),
      tokens:
        tokens === undefined
          ? undefined
          : { ids: packed(tokens.ids), offsets: packed(tokens.offsets), vectors: packed(tokens.vectors) },
      truncated,
    })),
    tokenCount,
    ...timings,
  };
}

/**
 * @param expected.items the items that were sent
 * @throws MingdaError `MODEL_BAD_OUTPUT` when the reply does not fit them
 */
export function fromWireReply(
  message: unknown,
  expected: { readonly items: readonly EmbedItem[]; readonly dimensions: number },
): EmbedReply {
  const parsed = wireReplySchema.safeParse(message);
  if (!parsed.success || parsed.data.embeddings.length !== expected.items.length) {
    throw new MingdaError('MODEL_BAD_OUTPUT', {
      detail: 'the inference service sent another number or kind of vectors than asked for',
    });
  }
  const { embeddings, tokenCount, tokenizeMs, queueMs, computeMs } = parsed.data;
  return {
    embeddings: embeddings.map((embedding, index) =>
      fromWireEmbedding(embedding, expected.items[index], expected.dimensions),
    ),
    tokenCount,
    timings: { tokenizeMs, queueMs, computeMs },
  };
}

function fromWireEmbedding(wire: WireReply['embeddings'][number], item: EmbedItem, dimensions: number): Embedding {
  const width = dimensions * Float32Array.BYTES_PER_ELEMENT;
  const count = item.spans?.length ?? 0;
  if (wire.vector.length !== width || wire.spanVectors.length !== count * width) {
    throw new MingdaError('MODEL_BAD_OUTPUT', {
      detail: `the inference service sent vectors of another length than ${dimensions}`,
    });
  }
  const spanVectors = Array.from({ length: count }, (_, index) =>
    unpackFloats(wire.spanVectors.subarray(index * width, (index + 1) * width)),
  );
  const embedding: Embedding = { vector: unpackFloats(wire.vector), spanVectors, truncated: wire.truncated };
  return wire.tokens === undefined || wire.tokens === null
    ? embedding
    : { ...embedding, tokens: fromWireMatrix(wire.tokens) };
}

function fromWireMatrix({ ids, offsets, vectors }: z.infer<typeof matrixSchema>): TokenVectors {
  return { ids: unpackIntegers(ids), offsets: unpackIntegers(offsets), vectors: unpackFloats(vectors) };
}

function pairs(numbers: readonly number[]): Span[] {
  return Array.from({ length: numbers.length / 2 }, (_, index): Span => [numbers[index * 2], numbers[index * 2 + 1]]);
}
