import type { InferenceTimings } from '@mingda/contracts';
import type { FastifyReply } from 'fastify';

/** The extension of every body; milliseconds. */
export interface TimingsBody {
  readonly tokenize_ms: number;
  readonly queue_ms: number;
  readonly compute_ms: number;
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;

/** Puts the times into the `Server-Timing` header and returns them for the body. */
export function timings(reply: FastifyReply, { tokenizeMs, queueMs, computeMs }: InferenceTimings): TimingsBody {
  const body = { tokenize_ms: rounded(tokenizeMs), queue_ms: rounded(queueMs), compute_ms: rounded(computeMs) };
  reply.header(
    'server-timing',
    `tokenize;dur=${body.tokenize_ms}, queue;dur=${body.queue_ms}, compute;dur=${body.compute_ms}`,
  );
  return body;
}
