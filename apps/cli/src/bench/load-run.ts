import { apiPrefix } from '@mingda/api';
import { routes } from '@mingda/contracts';
import { Agent, request } from 'node:http';
import { summarizeLatencies, type LatencySummary } from './latency-summary.ts';

export interface LoadOptions {
  readonly url: string;
  readonly token: string;
  readonly collectionId: string;
  readonly questions: readonly string[];
  /** People who ask at the same time: each asks again as soon as it has its answer. */
  readonly askers: number;
  /** No question is asked after this time; those under way are waited for. */
  readonly seconds: number;
}

export interface LoadReport {
  readonly askers: number;
  readonly seconds: number;
  readonly requests: number;
  readonly errors: number;
  /** Errors by HTTP status or, where there was no reply, by the network's code. */
  readonly errorKinds: Readonly<Record<string, number>>;
  readonly throughputPerSecond: number;
  /** Of replies without an error. */
  readonly latency: LatencySummary;
}

interface Reply {
  /** `ok`, or what went wrong. */
  readonly kind: string;
  readonly ms: number;
}

/** A stuck reply must not keep the run from ending. */
const replyTimeoutMs = 60_000;

/** Closed-loop load on `ask`, with plain node:http: a generator that takes less of the two cores than fetch does. */
export async function runLoad(options: LoadOptions, onProgress: (elapsed: number) => void): Promise<LoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.askers });
  const path = apiPrefix + routes.ask.path.replace(':collectionId', options.collectionId);
  const target = { url: new URL(path, options.url), agent, token: options.token };
  const replies: Reply[] = [];
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  let next = 0;
  const asker = async (): Promise<void> => {
    while (elapsed() < options.seconds) {
      const question = options.questions[next % options.questions.length] ?? '';
      next += 1;
      replies.push(await askOnce(target, question));
      onProgress(elapsed());
    }
  };
  try {
    await Promise.all(Array.from({ length: options.askers }, asker));
  } finally {
    agent.destroy();
  }
  const seconds = elapsed();
  const good = replies.filter((reply) => reply.kind === 'ok');
  const errorKinds: Record<string, number> = {};
  for (const { kind } of replies) if (kind !== 'ok') errorKinds[kind] = (errorKinds[kind] ?? 0) + 1;
  return {
    askers: options.askers,
    seconds: Number(seconds.toFixed(2)),
    requests: replies.length,
    errors: replies.length - good.length,
    errorKinds,
    throughputPerSecond: Number((good.length / seconds).toFixed(2)),
    latency: summarizeLatencies(good.map((reply) => reply.ms)),
  };
}

function askOnce(target: { url: URL; agent: Agent; token: string }, question: string): Promise<Reply> {
  const body = JSON.stringify({ question });
  const started = performance.now();
  return new Promise((resolve) => {
    const done = (kind: string): void => resolve({ kind, ms: performance.now() - started });
    const outgoing = request(
      target.url,
      {
        method: 'POST',
        agent: target.agent,
        timeout: replyTimeoutMs,
        headers: {
          authorization: `Bearer ${target.token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (incoming) => {
        incoming.resume();
        incoming.on('end', () =>
          done(incoming.statusCode === routes.ask.status ? 'ok' : `HTTP ${incoming.statusCode}`),
        );
        incoming.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('timeout')));
    outgoing.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
    outgoing.end(body);
  });
}
