export * from './config.ts';
export * from './logger.ts';
export * from './mingda-error.ts';
export * from './stop-signal.ts';
export type { InferenceEngineConfig } from './inference-engine-config.ts';
export type { InferenceServiceConfig, ReplicasConfig, TelemetryConfig } from './inference-service-config.ts';
export * from './telemetry/prometheus-text.ts';
export * from './telemetry/process-metrics.ts';
export * from './telemetry/tracing.ts';
