import type { ErrorCode, InferenceTimings } from '@mingda/contracts';
import type { PrometheusText } from '@mingda/platform';
import { Histogram } from '../engine/model-metrics.ts';

export type Transport = 'grpc' | 'http';
export type Operation = 'embed' | 'rerank' | 'generate';

export interface AnsweredRequest {
  readonly transport: Transport;
  readonly operation: Operation;
  /** `OK`, or why it was refused or failed. */
  readonly code: ErrorCode | 'OK';
  readonly ms: number;
  readonly timings?: InferenceTimings | undefined;
}

interface Row {
  readonly transport: Transport;
  readonly operation: Operation;
  readonly codes: Map<string, number>;
  readonly duration: Histogram;
  readonly tokenize: Histogram;
}

const durationMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000];
const tokenizeMs = [0.1, 0.2, 0.5, 1, 2, 5, 10, 50, 200, 1000];
const seconds = 0.001;

/** Counts what was asked at the doors and how long it took. */
export class RequestMeter {
  readonly #rows = new Map<string, Row>();

  record({ transport, operation, code, ms, timings }: AnsweredRequest): void {
    const row = this.#row(transport, operation);
    row.codes.set(code, (row.codes.get(code) ?? 0) + 1);
    row.duration.record(ms);
    if (timings !== undefined) row.tokenize.record(timings.tokenizeMs);
  }

  addTo(page: PrometheusText): void {
    for (const { transport, operation, codes, duration, tokenize } of this.#rows.values()) {
      const labels = { transport, operation };
      for (const [code, count] of codes)
        page.counter('mingda_inference_requests_total', 'Requests by result.', [count, { ...labels, code }]);
      page
        .histogram('mingda_inference_request_seconds', 'Time from the arrival of a request to its answer.', {
          counts: duration.snapshot(),
          labels,
          scale: seconds,
        })
        .histogram('mingda_inference_tokenize_seconds', 'Time that a request spent in the tokenizer.', {
          counts: tokenize.snapshot(),
          labels,
          scale: seconds,
        });
    }
  }

  #row(transport: Transport, operation: Operation): Row {
    const key = `${transport} ${operation}`;
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = {
        transport,
        operation,
        codes: new Map(),
        duration: new Histogram(durationMs),
        tokenize: new Histogram(tokenizeMs),
      };
      this.#rows.set(key, row);
    }
    return row;
  }
}
