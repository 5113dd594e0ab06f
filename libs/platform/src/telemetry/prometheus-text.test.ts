import { expect, it } from 'vitest';
import { addProcessMetrics } from './process-metrics.ts';
import { PrometheusText } from './prometheus-text.ts';

it('writes each family once, with its samples together', () => {
  const page = new PrometheusText()
    .counter('asked_total', 'Requests.', [3, { route: '/a' }])
    .gauge('depth', 'Waiting.', 0.5)
    .counter('asked_total', 'Requests.', [4, { route: '/b' }]);
  expect(page.toString()).toBe(
    [
      '# HELP asked_total Requests.',
      '# TYPE asked_total counter',
      'asked_total{route="/a"} 3',
      'asked_total{route="/b"} 4',
      '# HELP depth Waiting.',
      '# TYPE depth gauge',
      'depth 0.5',
      '',
    ].join('\n'),
  );
});

it('adds the buckets of a histogram up, scaled, and ends them with +Inf', () => {
  const counts = { bounds: [1, 5, 20], counts: [2, 0, 3, 1], sum: 71, count: 6 };
  const page = new PrometheusText().histogram('wait_seconds', 'Wait.', {
    counts,
    labels: { model: 'm' },
    scale: 0.001,
  });
  expect(page.toString().split('\n').slice(2, -1)).toEqual([
    'wait_seconds_bucket{model="m",le="0.001"} 2',
    'wait_seconds_bucket{model="m",le="0.005"} 2',
    'wait_seconds_bucket{model="m",le="0.02"} 5',
    'wait_seconds_bucket{model="m",le="+Inf"} 6',
    'wait_seconds_sum{model="m"} 0.071',
    'wait_seconds_count{model="m"} 6',
  ]);
});

it('keeps a label from breaking out of its quotes', () => {
  const page = new PrometheusText().gauge('g', 'G.', [Number.NaN, { name: 'a"b\\c\nd' }]);
  expect(page.toString()).toContain(String.raw`g{name="a\"b\\c\nd"} NaN`);
});

it('tells what the process takes', () => {
  const page = new PrometheusText();
  addProcessMetrics(page);
  const text = page.toString();
  expect(Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1])).toBeGreaterThan(1e7);
  expect(Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1])).toBeGreaterThan(0);
  expect(Number(/^process_start_time_seconds (\S+)$/m.exec(text)?.[1])).toBeLessThan(Date.now() / 1000);
});
