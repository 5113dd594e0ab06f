import { context, propagation, trace } from '@opentelemetry/api';
import type { TelemetryConfig } from '../inference-service-config.ts';
import { AsyncContextManager, TraceContextPropagator } from './trace-context.ts';

export interface Tracing {
  /** Sends what is recorded; the process may end after it. */
  close(): Promise<void>;
}

const exportTimeoutMs = 5_000;

/**
 * Makes the process hand on the traces of its callers, once for the process. Spans are recorded and sent only with an
 * OTLP address; the exporter is loaded for that alone.
 * @param service name of the process in the traces
 */
export async function startTracing(config: TelemetryConfig, service: string): Promise<Tracing> {
  context.setGlobalContextManager(new AsyncContextManager());
  propagation.setGlobalPropagator(new TraceContextPropagator());
  if (config.otlpUrl === undefined) return { close: () => Promise.resolve() };
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter({
    url: `${config.otlpUrl.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: exportTimeoutMs,
  });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(config.tracesRatio) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  trace.setGlobalTracerProvider(provider);
  return {
    // A collector that is away must not keep the process from ending in order.
    close: () => provider.shutdown().catch(() => {}),
  };
}
