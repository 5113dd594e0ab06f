import { PrometheusText } from '@mingda/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../test/model-cache.ts';
import type { InferenceEngine } from '../engine/inference-engine.ts';
import { addEngineMetrics } from './engine-metrics-page.ts';
import { RequestMeter } from './request-meter.ts';

const model = 'bge-small-zh-v1.5-int8';
let engine: InferenceEngine;
beforeAll(async () => {
  engine = await startEngine();
  await engine.load(model);
}, 120_000);
afterAll(() => engine.close());

/** Samples by name and labels. */
function read(page: PrometheusText): Map<string, number> {
  const samples = page
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => /^([a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)*\})?) (\S+)$/.exec(line));
  expect(samples).not.toContain(null);
  return new Map(samples.map((it) => [it?.[1] ?? '', Number(it?.[2])]));
}

describe('the page of an engine', () => {
  it('agrees with what it has done', async () => {
    const texts = ['短', '一个长一些的句子，用来看补齐。', '第三个'];
    const reply = await engine.embed({
      model,
      role: 'plain',
      priority: 'bulk',
      items: texts.map((text) => ({ text })),
    });
    const cancelled = AbortSignal.abort();
    await engine
      .embed({ model, role: 'plain', priority: 'live', items: [{ text: 'x' }], signal: cancelled })
      .catch(() => {});
    const page = new PrometheusText();
    addEngineMetrics(page, engine.metrics());
    const samples = read(page);
    const of = (name: string, more = ''): number | undefined => samples.get(`${name}{model="${model}"${more}}`);
    expect(of('mingda_inference_texts_total')).toBe(3);
    expect(of('mingda_inference_tokens_total')).toBe(reply.tokenCount);
    expect(of('mingda_inference_padded_tokens_total')).toBeGreaterThanOrEqual(reply.tokenCount);
    expect(of('mingda_inference_batch_padded_tokens_sum')).toBe(of('mingda_inference_padded_tokens_total'));
    expect(of('mingda_inference_batch_texts_sum')).toBe(3);
    expect(of('mingda_inference_queue_depth', ',priority="bulk"')).toBe(0);
    expect(of('mingda_inference_queue_seconds_count', ',priority="bulk"')).toBe(3);
    expect(of('mingda_inference_refusals_total', ',reason="cancelled"')).toBe(1);
    expect(of('mingda_inference_compute_seconds_sum')).toBeGreaterThan(0);
    expect(of('mingda_inference_model_loaded')).toBe(1);
    expect(samples.get('mingda_inference_threads{kind="live"}')).toBe(1);
  });
});

it('requests are counted by door, kind and result', () => {
  const meter = new RequestMeter();
  const timings = { tokenizeMs: 0.3, queueMs: 1, computeMs: 2 };
  meter.record({ transport: 'grpc', operation: 'embed', code: 'OK', ms: 4, timings });
  meter.record({ transport: 'grpc', operation: 'embed', code: 'INFERENCE_QUEUE_FULL', ms: 0.1 });
  meter.record({ transport: 'http', operation: 'rerank', code: 'OK', ms: 30, timings });
  const page = new PrometheusText();
  meter.addTo(page);
  const samples = read(page);
  const embed = 'transport="grpc",operation="embed"';
  expect(samples.get(`mingda_inference_requests_total{${embed},code="OK"}`)).toBe(1);
  expect(samples.get(`mingda_inference_requests_total{${embed},code="INFERENCE_QUEUE_FULL"}`)).toBe(1);
  expect(samples.get(`mingda_inference_request_seconds_count{${embed}}`)).toBe(2);
  expect(samples.get(`mingda_inference_tokenize_seconds_sum{${embed}}`)).toBeCloseTo(0.0003, 9);
  expect(samples.get('mingda_inference_request_seconds_bucket{transport="http",operation="rerank",le="0.05"}')).toBe(1);
});
