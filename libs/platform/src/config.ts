import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { MingdaError } from './mingda-error.ts';

const bytes = (megabytes: number): number => megabytes * 1024 * 1024;
const whole = z.coerce.number().int();

/** Every setting, its environment variable and its default. The table in `docs/deploy.md` is made from it. */
const environmentSchema = z.object({
  MINGDA_DATA_DIR: z
    .string()
    .default('data')
    .transform((it) => resolve(it)),
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
  /** A JSON file with further entries of the model registry. */
  MINGDA_MODELS_FILE: z.string().optional(),
  MINGDA_HUB_ENDPOINT: z.url().default('https://huggingface.co'),
  /** Keys of the embedding models by language. */
  MINGDA_EMBEDDING_ZH: z.string().default('bge-small-zh-v1.5-int8'),
  MINGDA_EMBEDDING_EN: z.string().default('bge-small-en-v1.5-int8'),
  /** gRPC address of the inference service; in-process when absent. */
  MINGDA_INFERENCE_URL: z.string().optional(),
  MINGDA_INFERENCE_THREADS: whole.min(1).max(128).optional(),
  /** OpenAI-compatible endpoint that writes answers, with its model and key. */
  MINGDA_CHAT_URL: z.url().optional(),
  MINGDA_CHAT_MODEL: z.string().optional(),
  MINGDA_CHAT_KEY: z.string().optional(),
  MINGDA_MAX_FILE_MB: z.coerce.number().positive().default(100).transform(bytes),
  MINGDA_MAX_PAGES: whole.positive().default(2000),
  MINGDA_MAX_EXPANDED_MB: z.coerce.number().positive().default(500).transform(bytes),
  MINGDA_PARSE_TIMEOUT_S: z.coerce.number().positive().default(120),
  MINGDA_INGEST_CONCURRENCY: whole.min(1).max(64).default(2),
  /** Folder with one gold set per sub-folder. */
  MINGDA_GOLD_SETS_DIR: z
    .string()
    .default('eval')
    .transform((it) => resolve(it)),
});

export interface Config {
  readonly dataDir: string;
  readonly database: { readonly url: string | undefined; readonly pool: number };
  readonly http: { readonly host: string; readonly port: number };
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  readonly models: {
    readonly dir: string;
    readonly file: string | undefined;
    readonly hubEndpoint: string;
    readonly embedding: { readonly zh: string; readonly en: string };
  };
  readonly inference: { readonly url: string | undefined; readonly threads: number | undefined };
  readonly chat: { readonly url: string; readonly model: string; readonly key: string | undefined } | undefined;
  readonly limits: {
    readonly fileBytes: number;
    readonly pages: number;
    readonly expandedBytes: number;
    readonly parseMs: number;
  };
  readonly ingestConcurrency: number;
  readonly goldSetsDir: string;
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
    database: { url: it.MINGDA_DATABASE_URL, pool: it.MINGDA_DATABASE_POOL },
    http: { host: it.MINGDA_HOST, port: it.MINGDA_PORT },
    logLevel: it.MINGDA_LOG_LEVEL,
    models: {
      dir: it.MINGDA_MODELS_DIR,
      file: it.MINGDA_MODELS_FILE,
      hubEndpoint: it.MINGDA_HUB_ENDPOINT,
      embedding: { zh: it.MINGDA_EMBEDDING_ZH, en: it.MINGDA_EMBEDDING_EN },
    },
    inference: { url: it.MINGDA_INFERENCE_URL, threads: it.MINGDA_INFERENCE_THREADS },
    chat:
      it.MINGDA_CHAT_URL === undefined
        ? undefined
        : { url: it.MINGDA_CHAT_URL, model: it.MINGDA_CHAT_MODEL ?? '', key: it.MINGDA_CHAT_KEY },
    limits: {
      fileBytes: it.MINGDA_MAX_FILE_MB,
      pages: it.MINGDA_MAX_PAGES,
      expandedBytes: it.MINGDA_MAX_EXPANDED_MB,
      parseMs: it.MINGDA_PARSE_TIMEOUT_S * 1000,
    },
    ingestConcurrency: it.MINGDA_INGEST_CONCURRENCY,
    goldSetsDir: it.MINGDA_GOLD_SETS_DIR,
  };
}
