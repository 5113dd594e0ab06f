import type { InferenceTimings } from '@mingda/contracts';
import { context, SpanKind, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('mingda.inference');

/**
 * Runs one request as a span of the active trace. Its parts become spans of their own, tokenize, queue, compute, laid
 * out one after the other from the timings of the reply.
 */
export function traced<T extends { readonly timings: InferenceTimings }>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { kind: SpanKind.SERVER, attributes }, async (span) => {
    const startedAt = Date.now();
    try {
      const reply = await work();
      addParts(span, startedAt, reply.timings);
      return reply;
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

function addParts(span: Span, startedAt: number, { tokenizeMs, queueMs, computeMs }: InferenceTimings): void {
  if (!span.isRecording()) return;
  const parent = trace.setSpan(context.active(), span);
  let from = startedAt;
  for (const [name, ms] of [
    ['tokenize', tokenizeMs],
    ['queue', queueMs],
    ['compute', computeMs],
  ] as const) {
    tracer.startSpan(name, { startTime: from }, parent).end(from + ms);
    from += ms;
  }
}
