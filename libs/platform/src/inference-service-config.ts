import { MingdaError } from './mingda-error.ts';

export interface InferenceServiceConfig {
  readonly grpcPort: number;
  /** What every caller presents; undefined on loopback alone. */
  readonly token: string | undefined;
  /** PEM files; gRPC is in clear text without them. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly maxTexts: number;
  readonly maxBodyBytes: number;
  /** How long accepted work may finish once the process is asked to stop. */
  readonly drainMs: number;
  /** `host:port` for the registry; the listening address when absent. */
  readonly advertise: string | undefined;
}

export interface ReplicasConfig {
  readonly token: string | undefined;
  /** PEM file of the authority; its presence switches TLS on. */
  readonly caFile: string | undefined;
  /** Where replicas announce themselves and are looked up. */
  readonly etcd: { readonly endpoints: readonly string[]; readonly ttlSeconds: number } | undefined;
}

export interface TelemetryConfig {
  /** Who may read `/metrics`: whoever has the token of the service, everyone, or nobody. */
  readonly metricsAccess: 'token' | 'open' | 'off';
  readonly otlpUrl: string | undefined;
  /** Share of new traces that are recorded; a trace that comes in keeps its own decision. */
  readonly tracesRatio: number;
}

interface Settings {
  readonly MINGDA_INFERENCE_GRPC_PORT: number;
  readonly MINGDA_INFERENCE_TOKEN?: string | undefined;
  readonly MINGDA_INFERENCE_TLS_CERT?: string | undefined;
  readonly MINGDA_INFERENCE_TLS_KEY?: string | undefined;
  readonly MINGDA_INFERENCE_TLS_CA?: string | undefined;
  readonly MINGDA_INFERENCE_MAX_TEXTS: number;
  readonly MINGDA_INFERENCE_MAX_BODY_MB: number;
  readonly MINGDA_INFERENCE_DRAIN_S: number;
  readonly MINGDA_INFERENCE_ADVERTISE?: string | undefined;
  readonly MINGDA_ETCD_ENDPOINTS?: string | undefined;
  readonly MINGDA_ETCD_TTL_S: number;
  readonly MINGDA_METRICS_ACCESS: TelemetryConfig['metricsAccess'];
  readonly MINGDA_TRACES_OTLP_URL?: string | undefined;
  readonly MINGDA_TRACES_RATIO: number;
}

/** @throws MingdaError `CONFIG_INVALID` for half a key pair or an etcd address that is none */
export function inferenceServiceSettings(it: Settings): {
  inferenceService: InferenceServiceConfig;
  replicas: ReplicasConfig;
  telemetry: TelemetryConfig;
} {
  const endpoints = it.MINGDA_ETCD_ENDPOINTS?.split(',').map((address) => etcdAddress(address.trim()));
  return {
    inferenceService: {
      grpcPort: it.MINGDA_INFERENCE_GRPC_PORT,
      token: it.MINGDA_INFERENCE_TOKEN,
      tls: keyPair(it.MINGDA_INFERENCE_TLS_CERT, it.MINGDA_INFERENCE_TLS_KEY),
      maxTexts: it.MINGDA_INFERENCE_MAX_TEXTS,
      maxBodyBytes: it.MINGDA_INFERENCE_MAX_BODY_MB,
      drainMs: it.MINGDA_INFERENCE_DRAIN_S * 1000,
      advertise: it.MINGDA_INFERENCE_ADVERTISE,
    },
    replicas: {
      token: it.MINGDA_INFERENCE_TOKEN,
      caFile: it.MINGDA_INFERENCE_TLS_CA,
      etcd: endpoints === undefined ? undefined : { endpoints, ttlSeconds: it.MINGDA_ETCD_TTL_S },
    },
    telemetry: {
      metricsAccess: it.MINGDA_METRICS_ACCESS,
      otlpUrl: it.MINGDA_TRACES_OTLP_URL,
      tracesRatio: it.MINGDA_TRACES_RATIO,
    },
  };
}

function keyPair(certFile: string | undefined, keyFile: string | undefined): InferenceServiceConfig['tls'] {
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  if (certFile === undefined && keyFile === undefined) return undefined;
  throw new MingdaError('CONFIG_INVALID', {
    detail: 'MINGDA_INFERENCE_TLS_CERT and MINGDA_INFERENCE_TLS_KEY belong together',
    fixes: ['set both', 'unset both'],
  });
}

function etcdAddress(address: string): string {
  if (/^https?:$/.test(URL.parse(address)?.protocol ?? '')) return address.replace(/\/+$/, '');
  throw new MingdaError('CONFIG_INVALID', {
    subject: 'MINGDA_ETCD_ENDPOINTS',
    detail: `"${address}" is no HTTP address`,
    fixes: ['write addresses such as http://etcd:2379, separated by commas'],
  });
}
