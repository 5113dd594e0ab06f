import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { PrometheusText } from './prometheus-text.ts';

const resolutionMs = 20;
const nanosecondsPerSecond = 1e9;
const delay = monitorEventLoopDelay({ resolution: resolutionMs });

/** Memory, processor time and the pace of the event loop, under the names that Prometheus client libraries use. */
export function addProcessMetrics(page: PrometheusText): void {
  // Reading starts the sampling; a process that nobody scrapes pays nothing.
  delay.enable();
  const memory = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  page
    .counter('process_cpu_seconds_total', 'Processor time used.', (user + system) / 1e6)
    .gauge('process_resident_memory_bytes', 'Resident memory.', memory.rss)
    .gauge('process_start_time_seconds', 'Start of the process since the epoch.', Date.now() / 1000 - process.uptime())
    .gauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use.', memory.heapUsed)
    .gauge('nodejs_external_memory_bytes', 'Memory outside the JavaScript heap.', memory.external)
    .gauge(
      'nodejs_eventloop_lag_p99_seconds',
      'Delay of the event loop since the last reading, 99th percentile.',
      Number.isFinite(delay.percentile(99)) ? delay.percentile(99) / nanosecondsPerSecond : 0,
    );
  delay.reset();
}
