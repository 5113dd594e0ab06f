import { homedir } from 'node:os';
import { delimiter, resolve } from 'node:path';
import { z } from 'zod';
import { blobStoreSettings, type BlobStoreConfig } from './blob-store-config.ts';
import { inferenceEngineSettings, type InferenceEngineConfig } from './inference-engine-config.ts';
import {
  inferenceServiceSettings,
  type InferenceServiceConfig,
  type ReplicasConfig,
  type TelemetryConfig,
} from './inference-service-config.ts';
import { MingdaError } from './mingda-error.ts';

const bytes = (megabytes: number): number => megabytes * 1024 * 1024;
const whole = z.coerce.number().int();

/** Every setting, its environment variable and its default. The table in `docs/deploy.md` is made from it. */
const environmentSchema = z.object({
  MINGDA_DATA_DIR: z
    .string()
    .default('data')
    .transform((it) => resolve(it)),
  /** A bucket for originals, as `s3://bucket/prefix`; the data folder when absent. */
  MINGDA_BLOBS_URL: z
    .string()
    .regex(/^s3:\/\/[a-z0-9][a-z0-9._-]{1,254}(\/[^?#]*)?$/, 's3://bucket or s3://bucket/prefix')
    .optional(),
  MINGDA_BLOBS_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  MINGDA_BLOBS_REGION: z.string().default('us-east-1'),
  MINGDA_BLOBS_PATH_STYLE: z.stringbool().default(false),
  MINGDA_BLOBS_ACCESS_KEY_ID: z.string().optional(),
  MINGDA_BLOBS_SECRET_ACCESS_KEY: z.string().optional(),
  /** Folders that sources may read with all that is below them, separated as in PATH. */
  MINGDA_SOURCE_FOLDERS: z
    .string()
    .default('')
    .transform((it) =>
      it
        .split(delimiter)
        .filter((folder) => folder.trim() !== '')
        .map((folder) => resolve(folder.trim())),
    ),
  /** Hosts of the own network that sources may read, separated by commas: names, `*.domain`, addresses, networks. */
  MINGDA_SOURCE_PRIVATE_HOSTS: z
    .string()
    .default('')
    .transform((it) =>
      it
        .split(',')
        .map((host) => host.trim())
        .filter((host) => host !== ''),
    ),
  /** A PostgreSQL server with pgvector; the embedded database in the data folder when absent. */
  MINGDA_DATABASE_URL: z.url().optional(),
  MINGDA_DATABASE_POOL: whole.min(1).max(200).default(10),
  MINGDA_HOST: z.string().default('127.0.0.1'),
  MINGDA_PORT: whole.min(0).max(65_535).default(3000),
  MINGDA_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  /** Weights are shared by every data folder of the machine. */
  MINGDA_MODELS_DIR: z
    .string()
    .default(resolve(homedir(), '.cache', 'mingda', 'models'))
    .transform((it) => resolve(it)),
  /** Folder that optional packages are installed in, such as the runtime of local language models. */
  MINGDA_RUNTIMES_DIR: z
    .string()
    .default(resolve(homedir(), '.cache', 'mingda', 'runtimes'))
    .transform((it) => resolve(it)),
  /** A JSON file with further entries of the model registry. */
  MINGDA_MODELS_FILE: z.string().optional(),
  MINGDA_HUB_ENDPOINT: z.url().default('https://huggingface.co'),
  /** Keys of the embedding models by language. */
  MINGDA_EMBEDDING_ZH: z.string().default('bge-small-zh-v1.5-int8'),
  MINGDA_EMBEDDING_EN: z.string().default('bge-small-en-v1.5-int8'),
  /** Keys of cross-encoders by language, which read question and passage together; none by default. */
  MINGDA_RERANK_ZH: z.string().optional(),
  MINGDA_RERANK_EN: z.string().optional(),
  /** gRPC address of the inference service; in-process when absent. */
  MINGDA_INFERENCE_URL: z.string().optional(),
  MINGDA_INFERENCE_THREADS: whole.min(1).max(128).optional(),
  /** How models run and requests wait; `docs/inference.md`, "Batching". */
  MINGDA_INFERENCE_ISOLATION: z.enum(['thread', 'process']).optional(),
  MINGDA_INFERENCE_LIVE_THREADS: whole.min(0).max(128).default(1),
  MINGDA_INFERENCE_INTRA_OP_THREADS: whole.min(1).max(128).default(1),
  MINGDA_INFERENCE_FIXED_RANGES: z.enum(['on', 'off']).default('on'),
  MINGDA_INFERENCE_MAX_BATCH_TOKENS: whole.min(16).default(512),
  MINGDA_INFERENCE_MAX_BATCH_TEXTS: whole.positive().default(64),
  MINGDA_INFERENCE_PREFERRED_BATCH_SIZES: z
    .string()
    .regex(/^\d{1,4}(,\d{1,4})*$/, 'whole numbers separated by commas, such as 8,16,32')
    .optional()
    .transform((it) => it?.split(',').map(Number) ?? []),
  MINGDA_INFERENCE_MAX_QUEUE_DELAY_US: whole.min(0).default(0),
  MINGDA_INFERENCE_MAX_QUEUED_LIVE: whole.positive().default(1024),
  MINGDA_INFERENCE_MAX_QUEUED_BULK: whole.positive().default(16_384),
  MINGDA_INFERENCE_TIMEOUT_LIVE_MS: whole.positive().default(15_000),
  MINGDA_INFERENCE_TIMEOUT_BULK_MS: whole.positive().default(600_000),
  MINGDA_INFERENCE_LIVE_BURST: whole.positive().default(8),
  MINGDA_INFERENCE_GRPC_PORT: whole.min(0).max(65_535).default(50_051),
  /** What callers of the inference service present; it listens beyond loopback only with one. */
  MINGDA_INFERENCE_TOKEN: z.string().min(16).optional(),
  /** PEM files: certificate and key of the service, and the authority that its clients trust. */
  MINGDA_INFERENCE_TLS_CERT: z.string().optional(),
  MINGDA_INFERENCE_TLS_KEY: z.string().optional(),
  MINGDA_INFERENCE_TLS_CA: z.string().optional(),
  MINGDA_INFERENCE_MAX_TEXTS: whole.positive().default(2048),
  MINGDA_INFERENCE_MAX_BODY_MB: z.coerce.number().positive().default(16).transform(bytes),
  MINGDA_INFERENCE_DRAIN_S: z.coerce.number().min(0).default(10),
  /** `host:port` under which this replica is announced in etcd. */
  MINGDA_INFERENCE_ADVERTISE: z.string().optional(),
  /** HTTP addresses of an etcd cluster, separated by commas. */
  MINGDA_ETCD_ENDPOINTS: z.string().optional(),
  MINGDA_ETCD_TTL_S: whole.min(2).max(3600).default(10),
  MINGDA_METRICS_ACCESS: z.enum(['token', 'open', 'off']).default('token'),
  /** Base address of an OpenTelemetry collector that takes OTLP over HTTP. */
  MINGDA_TRACES_OTLP_URL: z.url().optional(),
  MINGDA_TRACES_RATIO: z.coerce.number().min(0).max(1).default(1),
  /** What computes: the processor, or a graphics card with its number; `auto` falls back to the processor. */
  MINGDA_INFERENCE_DEVICE: z
    .string()
    .regex(
      /^(?:auto|cpu|coreml|(?:cuda|tensorrt|directml)(?::\d{1,2})?)$/,
      'cpu, auto, coreml, or cuda, tensorrt, directml with a number like cuda:0',
    )
    .default('cpu'),
  /** OpenAI-compatible endpoint that writes answers, with its model and key; without it the model is one of the registry. */
  MINGDA_CHAT_URL: z.url().optional(),
  MINGDA_CHAT_MODEL: z.string().optional(),
  MINGDA_CHAT_KEY: z.string().optional(),
  /** Tokens that the model at the endpoint can take, prompt and answer together. */
  MINGDA_CHAT_CONTEXT: whole.min(256).default(8192),
  /** Let the model think before it answers; its thoughts are not shown. */
  MINGDA_CHAT_STEPS: z.stringbool().default(false),
  MINGDA_CHAT_TIMEOUT_S: z.coerce.number().positive().default(120),
  MINGDA_MAX_FILE_MB: z.coerce.number().positive().default(100).transform(bytes),
  MINGDA_MAX_PAGES: whole.positive().default(2000),
  MINGDA_MAX_EXPANDED_MB: z.coerce.number().positive().default(500).transform(bytes),
  MINGDA_PARSE_TIMEOUT_S: z.coerce.number().positive().default(120),
  /** LibreOffice's program, or a command with `{input}`, `{folder}` and `{format}`, that converts old formats. */
  MINGDA_CONVERTER: z.string().trim().optional(),
  /** `off` leaves pictures and scanned pages unread. */
  MINGDA_OCR: z.enum(['on', 'off']).default('on'),
  MINGDA_OCR_THREADS: whole.min(1).max(64).optional(),
  MINGDA_INGEST_CONCURRENCY: whole.min(1).max(64).default(16),
  /** Documents of one tenant, and of one collection, that are ingested at once by all workers together. */
  MINGDA_INGEST_PER_TENANT: whole.positive().optional(),
  MINGDA_INGEST_PER_COLLECTION: whole.positive().optional(),
  /** Files from this size on leave one lane to smaller ones. */
  MINGDA_INGEST_LARGE_MB: z.coerce.number().positive().default(5).transform(bytes),
  /** What the worker does: everything, or all but the jobs of the `eval` service, where that one runs too. */
  MINGDA_WORKER_JOBS: z.enum(['all', 'without-evaluation']).default('all'),
  /** 32 bytes, hexadecimal or base64, that encrypt stored secrets; `secret.key` of the data folder when absent. */
  MINGDA_SECRET_KEY: z.string().optional(),
  /** The key before, while what it has encrypted is still stored. */
  MINGDA_SECRET_KEY_PREVIOUS: z.string().optional(),
  /** Lets webhooks go to private addresses. */
  MINGDA_ALLOW_PRIVATE_TARGETS: z.stringbool().default(false),
  /** Address under which people open the portal, for links in messages. */
  MINGDA_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Folder with one gold set per sub-folder. */
  MINGDA_GOLD_SETS_DIR: z
    .string()
    .default('eval')
    .transform((it) => resolve(it)),
  /** Lets the configured language model judge the answers of evaluations. */
  MINGDA_EVAL_JUDGE: z.enum(['on', 'off']).default('off'),
  /** Answers that people have judged, one JSON object a line, to measure the judge by. */
  MINGDA_EVAL_JUDGE_LABELS: z.string().optional(),
  /** Runs the code of answers with the tests of gold questions, in isolation. */
  MINGDA_EVAL_CODE: z.enum(['on', 'off']).default('off'),
  /** JSON: price of a million tokens by model. */
  MINGDA_EVAL_PRICES: z.string().optional(),
});

export interface ChatConfig {
  /** Absent for a model of the registry that runs on this machine. */
  readonly url: string | undefined;
  readonly model: string;
  readonly key: string | undefined;
  readonly contextTokens: number;
  readonly steps: boolean;
  /** Longest time for a whole answer. */
  readonly timeoutMs: number;
}

export interface Config {
  readonly dataDir: string;
  readonly runtimesDir: string;
  readonly blobs: BlobStoreConfig;
  readonly database: { readonly url: string | undefined; readonly pool: number };
  readonly http: { readonly host: string; readonly port: number };
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  readonly models: {
    readonly dir: string;
    readonly file: string | undefined;
    readonly hubEndpoint: string;
    readonly embedding: { readonly zh: string; readonly en: string };
    /** Cross-encoders; undefined where a language has none. */
    readonly reranking: { readonly zh: string | undefined; readonly en: string | undefined };
  };
  readonly inference: {
    readonly url: string | undefined;
    readonly threads: number | undefined;
    readonly device: string;
  };
  /** How models run in this process. */
  readonly inferenceEngine: InferenceEngineConfig;
  /** How the inference service listens. */
  readonly inferenceService: InferenceServiceConfig;
  /** How a client reaches its replicas. */
  readonly replicas: ReplicasConfig;
  readonly telemetry: TelemetryConfig;
  readonly chat: ChatConfig | undefined;
  readonly limits: {
    readonly fileBytes: number;
    readonly pages: number;
    readonly expandedBytes: number;
    readonly parseMs: number;
  };
  /** What reads doc, xls, ppt and rtf; they are refused without. */
  readonly converter: string | undefined;
  readonly ocr: { readonly enabled: boolean; readonly threads: number | undefined };
  readonly ingest: {
    /** Documents at once in one worker; one more lane is kept for small ones. */
    readonly concurrency: number;
    readonly perTenant: number | undefined;
    readonly perCollection: number | undefined;
    readonly largeBytes: number;
  };
  readonly sources: { readonly folders: readonly string[]; readonly privateHosts: readonly string[] };
  readonly goldSetsDir: string;
  readonly evaluation: {
    readonly judge: boolean;
    readonly judgeLabels: string | undefined;
    readonly codeAnswers: boolean;
    readonly prices: string | undefined;
  };
  readonly workerJobs: 'all' | 'without-evaluation';
  readonly reporting: {
    readonly secretKey: string | undefined;
    readonly previousSecretKey: string | undefined;
    readonly allowPrivateTargets: boolean;
    readonly publicUrl: string | undefined;
  };
}

/**
 * Reads the environment once; nothing else in the product reads `process.env`.
 * @throws MingdaError `CONFIG_INVALID` naming every variable that is wrong
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const detail = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new MingdaError('CONFIG_INVALID', { detail, fixes: ['correct or unset the named environment variables'] });
  }
  const it = parsed.data;
  if (it.MINGDA_CHAT_URL !== undefined && it.MINGDA_CHAT_MODEL === undefined) {
    throw new MingdaError('CONFIG_INVALID', {
      detail: 'MINGDA_CHAT_URL is set without MINGDA_CHAT_MODEL',
      fixes: ['set MINGDA_CHAT_MODEL to a model that the endpoint serves', 'unset MINGDA_CHAT_URL'],
    });
  }
  return {
    dataDir: it.MINGDA_DATA_DIR,
    runtimesDir: it.MINGDA_RUNTIMES_DIR,
    blobs: blobStoreSettings(it),
    database: { url: it.MINGDA_DATABASE_URL, pool: it.MINGDA_DATABASE_POOL },
    http: { host: it.MINGDA_HOST, port: it.MINGDA_PORT },
    logLevel: it.MINGDA_LOG_LEVEL,
    models: {
      dir: it.MINGDA_MODELS_DIR,
      file: it.MINGDA_MODELS_FILE,
      hubEndpoint: it.MINGDA_HUB_ENDPOINT,
      embedding: { zh: it.MINGDA_EMBEDDING_ZH, en: it.MINGDA_EMBEDDING_EN },
      reranking: { zh: it.MINGDA_RERANK_ZH, en: it.MINGDA_RERANK_EN },
    },
    inference: {
      url: it.MINGDA_INFERENCE_URL,
      threads: it.MINGDA_INFERENCE_THREADS,
      device: it.MINGDA_INFERENCE_DEVICE,
    },
    inferenceEngine: inferenceEngineSettings(it),
    ...inferenceServiceSettings(it),
    chat:
      it.MINGDA_CHAT_MODEL === undefined
        ? undefined
        : {
            url: it.MINGDA_CHAT_URL,
            model: it.MINGDA_CHAT_MODEL,
            key: it.MINGDA_CHAT_KEY,
            contextTokens: it.MINGDA_CHAT_CONTEXT,
            steps: it.MINGDA_CHAT_STEPS,
            timeoutMs: it.MINGDA_CHAT_TIMEOUT_S * 1000,
          },
    limits: {
      fileBytes: it.MINGDA_MAX_FILE_MB,
      pages: it.MINGDA_MAX_PAGES,
      expandedBytes: it.MINGDA_MAX_EXPANDED_MB,
      parseMs: it.MINGDA_PARSE_TIMEOUT_S * 1000,
    },
    converter: it.MINGDA_CONVERTER,
    ocr: { enabled: it.MINGDA_OCR === 'on', threads: it.MINGDA_OCR_THREADS },
    ingest: {
      concurrency: it.MINGDA_INGEST_CONCURRENCY,
      perTenant: it.MINGDA_INGEST_PER_TENANT,
      perCollection: it.MINGDA_INGEST_PER_COLLECTION,
      largeBytes: it.MINGDA_INGEST_LARGE_MB,
    },
    sources: { folders: it.MINGDA_SOURCE_FOLDERS, privateHosts: it.MINGDA_SOURCE_PRIVATE_HOSTS },
    goldSetsDir: it.MINGDA_GOLD_SETS_DIR,
    evaluation: {
      judge: it.MINGDA_EVAL_JUDGE === 'on',
      judgeLabels: it.MINGDA_EVAL_JUDGE_LABELS,
      codeAnswers: it.MINGDA_EVAL_CODE === 'on',
      prices: it.MINGDA_EVAL_PRICES,
    },
    workerJobs: it.MINGDA_WORKER_JOBS,
    reporting: {
      secretKey: it.MINGDA_SECRET_KEY,
      previousSecretKey: it.MINGDA_SECRET_KEY_PREVIOUS,
      allowPrivateTargets: it.MINGDA_ALLOW_PRIVATE_TARGETS,
      publicUrl: it.MINGDA_PUBLIC_URL,
    },
  };
}
