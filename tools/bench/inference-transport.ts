import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbedRequest } from '@mingda/contracts';
import { createEmbedder, type Embedder } from '@mingda/models';
import { createLogger, loadConfig, type Config } from '@mingda/platform';
import { root } from '../setup/process.ts';
import type { Row } from './inference-parts.ts';

interface LatencyFigures {
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly mean: number;
  readonly max: number;
}

interface OverheadFigures {
  readonly inProcess: LatencyFigures;
  readonly grpc: LatencyFigures;
  readonly http: LatencyFigures;
  /** What each transport adds to the median, in milliseconds. */
  readonly grpcAddsMs: number;
  readonly httpAddsMs: number;
}

interface ConcurrencyFigures {
  readonly callers: number;
  readonly answered: number;
  readonly errors: number;
  readonly perSecond: number;
  readonly latency: LatencyFigures;
  readonly maxOverMean: number;
}

interface MemoryFigures {
  readonly minutes: number;
  /** Resident memory of the service, bytes, at minute 2 and at the end. */
  readonly early: number;
  readonly late: number;
  readonly ratio: number;
  readonly errors: number;
}

interface InferenceService {
  readonly http: string;
  readonly grpc: string;
  close(): Promise<void>;
}

const questions = [
  '年假怎么申请？',
  '报销需要哪些材料？',
  '怎么申请ＶＰＮ账号？',
  '试用期多久，转正要走什么流程？',
  '打印机坏了找谁？',
  '出差住宿标准是多少？',
];
const warmUpBlocks = 8;

/** A process of the `inference` service as it is deployed, warm, on free ports of loopback. */
async function startService(settings: Readonly<Record<string, string>> = {}): Promise<InferenceService> {
  const child = spawn(process.execPath, [join(root, 'apps', 'inference', 'dist', 'main.js')], {
    env: { ...process.env, MINGDA_HOST: '127.0.0.1', MINGDA_PORT: '0', MINGDA_INFERENCE_GRPC_PORT: '0', ...settings },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const { http, grpcPort } = await listening(child);
  while (!(await fetch(`${http}/readyz`)).ok) await sleep(50);
  return {
    http,
    grpc: `127.0.0.1:${grpcPort}`,
    close: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/**
 * One question after the other, in short blocks that go round the ways: all see the same machine, and none finds the
 * processor's caches full of another process's weights at every question.
 */
async function measureOverhead(service: InferenceService, blocks = 80): Promise<OverheadFigures> {
  const config = loadConfig();
  const model = config.models.embedding.zh;
  const local = await embedder({ ...config, inference: { ...config.inference, url: undefined } });
  const remote = await embedder({ ...config, inference: { ...config.inference, url: service.grpc } });
  const ways = {
    inProcess: (text: string) => local.embed(question(model, text)),
    grpc: (text: string) => remote.embed(question(model, text)),
    http: (text: string) => askOverHttp(service.http, model, text),
  };
  const spent: Record<keyof typeof ways, number[]> = { inProcess: [], grpc: [], http: [] };
  for (let block = -warmUpBlocks; block < blocks; block += 1) {
    for (const way of ['inProcess', 'grpc', 'http'] as const) {
      for (const text of questions) {
        const started = performance.now();
        await ways[way](text);
        if (block >= 0) spent[way].push(performance.now() - started);
      }
    }
  }
  await Promise.all([local.close(), remote.close()]);
  const [inProcess, grpc, http] = [spent.inProcess, spent.grpc, spent.http].map(figures);
  return { inProcess, grpc, http, grpcAddsMs: grpc.p50 - inProcess.p50, httpAddsMs: http.p50 - inProcess.p50 };
}

/** Callers that each ask one question after the other over gRPC. */
async function measureConcurrency(
  service: InferenceService,
  { callers = 500, seconds = 30 }: { callers?: number; seconds?: number } = {},
): Promise<ConcurrencyFigures> {
  const config = loadConfig();
  const model = config.models.embedding.zh;
  const remote = await embedder({ ...config, inference: { ...config.inference, url: service.grpc } });
  const spent: number[] = [];
  let errors = 0;
  const started = performance.now();
  const until = started + seconds * 1000;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let turn = caller; performance.now() < until; turn += 1) {
        const asked = performance.now();
        try {
          await remote.embed(question(model, questions[turn % questions.length]));
          spent.push(performance.now() - asked);
        } catch {
          errors += 1;
        }
      }
    }),
  );
  const latency = figures(spent);
  const perSecond = (spent.length * 1000) / (performance.now() - started);
  await remote.close();
  return { callers, answered: spent.length, errors, perSecond, latency, maxOverMean: latency.max / latency.mean };
}

/** Memory of the service under steady load: what it holds at minute 2 against what it holds at the end. */
async function measureMemory(service: InferenceService, minutes = 10): Promise<MemoryFigures> {
  const atMinuteTwo = sleep(120_000).then(() => residentMemory(service));
  const { errors } = await measureConcurrency(service, { callers: 64, seconds: minutes * 60 });
  const early = await atMinuteTwo;
  const late = await residentMemory(service);
  return { minutes, early, late, ratio: late / early, errors };
}

/** What the transports cost, as rows of the benchmark's table. @param minutes of memory under load; 0 leaves it out */
export async function measureTransport(minutes: number): Promise<Row[]> {
  const service = await startService();
  try {
    const { inProcess, grpc, http, grpcAddsMs, httpAddsMs } = await measureOverhead(service);
    const { callers, errors, perSecond, latency, maxOverMean } = await measureConcurrency(service);
    const rows: Row[] = [
      {
        what: 'One question over gRPC, p50',
        measured: ms(grpc.p50),
        against: `${ms(inProcess.p50)} in-process`,
        ratio: grpc.p50 / inProcess.p50,
        target: `adds <= ${grpcMayAddMs} ms (adds ${grpcAddsMs.toFixed(2)})`,
        met: grpcAddsMs <= grpcMayAddMs,
      },
      {
        what: 'One question over HTTP, p50',
        measured: ms(http.p50),
        against: `${ms(inProcess.p50)} in-process`,
        ratio: http.p50 / inProcess.p50,
        target: `for comparison (adds ${httpAddsMs.toFixed(2)})`,
        met: undefined,
      },
      {
        what: `${callers} callers over gRPC, slowest answer`,
        measured: ms(latency.max),
        against: `${ms(latency.mean)} mean, ${perSecond.toFixed(0)}/s, ${errors} errors`,
        ratio: maxOverMean,
        target: `<= ${maxMayBe} x, no error`,
        met: errors === 0 && maxOverMean <= maxMayBe,
      },
    ];
    if (minutes > 0) rows.push(memoryRow(await measureMemory(service, minutes)));
    return rows;
  } finally {
    await service.close();
  }
}

const grpcMayAddMs = 1;
const maxMayBe = 10;
const memoryMayGrow = 1.05;
const ms = (value: number): string => `${value.toFixed(2)} ms`;
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;

function memoryRow({ minutes, early, late, ratio, errors }: MemoryFigures): Row {
  return {
    what: `Memory of the service at minute ${minutes} under load`,
    measured: megabytes(late),
    against: `${megabytes(early)} at minute 2, ${errors} errors`,
    ratio,
    target: `<= ${memoryMayGrow} x`,
    met: errors === 0 && ratio <= memoryMayGrow,
  };
}

function question(model: string, text: string): EmbedRequest {
  return { model, role: 'query', priority: 'live', items: [{ text }] };
}

async function embedder(config: Config): Promise<Embedder> {
  const made = await createEmbedder(config, createLogger({ logLevel: 'error' }, 'bench'));
  await made.ready();
  return made;
}

async function askOverHttp(url: string, model: string, input: string): Promise<void> {
  const response = await fetch(`${url}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, input, input_type: 'query', encoding_format: 'base64' }),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  await response.json();
}

async function residentMemory({ http }: InferenceService): Promise<number> {
  const page = await (await fetch(`${http}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(page)?.[1]);
}

function figures(values: readonly number[]): LatencyFigures {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { p50: at(0.5), p95: at(0.95), mean: sorted.reduce((sum, it) => sum + it, 0) / sorted.length, max: at(1) };
}

function listening(child: ChildProcess): Promise<{ http: string; grpcPort: number }> {
  return new Promise((resolve, reject) => {
    if (child.stderr === null) throw new TypeError('the service was started without its log');
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.includes('"msg":"listening"')) resolve(JSON.parse(line) as { http: string; grpcPort: number });
    });
    child.once('exit', (code) => reject(new Error(`the inference service ended with ${code}`)));
  });
}
