import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { MingdaError, type Logger } from '@mingda/platform';
import type { ParsedContent } from '../parsers/parse-content.ts';
import type { ParseReply, ParseRequest } from './messages.ts';

export interface ParserPoolOptions {
  readonly threads: number;
  /** One parse may take this long, counted from when a thread takes it up. */
  readonly timeoutMs: number;
  /** JavaScript heap of one thread. */
  readonly memoryMb: number;
  /** A thread without work is closed after this time and gives its memory back. */
  readonly idleMs: number;
  readonly logger: Logger;
}

export type ParseTask = ParseRequest;

interface Job {
  readonly task: ParseTask;
  readonly resolve: (content: ParsedContent) => void;
  readonly reject: (reason: unknown) => void;
  readonly signal: AbortSignal | undefined;
  /** When it came. */
  readonly since: number;
  onAbort?: () => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
  /** When it should have compiled the parsers, at the latest; past once it has read a file. */
  readyFrom: number;
  /** When its file counts as a slow one. */
  slowFrom: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Each thread compiles all parsers, which takes as long as reading two hundred files, and one reads more files than models can embed.
 * Another is started when every thread has had its file for this long, or, up to the number of processors, when a file has waited
 * for this long.
 */
const patienceMs = 1_000;
/** A new thread compiles the parsers before it reads its first file; more of them on a busy machine would make each take longer. */
const startMs = 3_000;

const entry = new URL(`./parse.worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

/**
 * Threads for parsing. A parse that takes too long, is called off or breaks its thread costs that thread only: it is
 * terminated and the next job gets a new one. A general pool was rejected because it does not end a single task's
 * thread at a limit of its own and keep the others.
 */
export class ParserPool {
  readonly #options: ParserPoolOptions;
  readonly #threads = new Set<Thread>();
  readonly #waiting: Job[] = [];
  readonly #ending = new Set<Promise<unknown>>();
  #impatient: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ParserPoolOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#threads.size;
  }

  run(task: ParseTask, signal?: AbortSignal): Promise<ParsedContent> {
    if (this.#closed) return Promise.reject(new MingdaError('PARSER_CRASHED', { detail: 'The parser was closed.' }));
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(abortReason(signal));
        return;
      }
      const job: Job = { task, resolve, reject, signal, since: performance.now() };
      job.onAbort = () => this.#callOff(job);
      signal?.addEventListener('abort', job.onAbort, { once: true });
      this.#waiting.push(job);
      this.#dispatch();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#impatient);
    const error = new MingdaError('PARSER_CRASHED', { detail: 'The parser was closed.' });
    for (const job of this.#waiting.splice(0)) settle(job, () => job.reject(error));
    for (const thread of this.#threads) this.#end(thread, error);
    await Promise.all(this.#ending);
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const thread = [...this.#threads].find((it) => it.job === undefined) ?? this.#start();
      if (thread === undefined) return;
      const job = this.#waiting.shift();
      if (job !== undefined) this.#give(thread, job);
    }
  }

  #start(): Thread | undefined {
    // Threads that are still ending hold their memory: they count until they are gone.
    const alive = this.#threads.size + this.#ending.size;
    if (alive >= this.#options.threads) return undefined;
    if (alive > 0 && this.#mayWait(alive < availableParallelism())) return undefined;
    const readyFrom = performance.now() + startMs;
    const worker = new Worker(entry, {
      name: 'mingda-parser',
      resourceLimits: { maxOldGenerationSizeMb: this.#options.memoryMb },
      // Libraries write warnings to the console: standard output belongs to the command that runs here.
      stdout: true,
      stderr: true,
    });
    worker.stdout.resume();
    worker.stderr.resume();
    const thread: Thread = { worker, job: undefined, readyFrom, slowFrom: 0, timer: undefined };
    this.#threads.add(thread);
    worker.on('message', (reply: ParseReply) => this.#finish(thread, reply));
    worker.on('error', (error: unknown) => this.#end(thread, crashOf(thread.job, error)));
    worker.on('exit', () => this.#end(thread, crashOf(thread.job, new Error('The thread ended.'))));
    return thread;
  }

  /**
   * Whether a thread may be through with its file soon; looks again when it is not.
   * @param processorFree whether a file that waits for long is reason enough for another thread
   */
  #mayWait(processorFree: boolean): boolean {
    const threads = [...this.#threads];
    const slowFrom = Math.max(...threads.map((it) => it.slowFrom));
    const since = Math.max(this.#waiting[0]?.since ?? 0, ...threads.map((it) => it.readyFrom));
    const from = processorFree ? Math.min(slowFrom, since + patienceMs) : slowFrom;
    const waitMs = from - performance.now();
    if (waitMs <= 0) return false;
    clearTimeout(this.#impatient);
    this.#impatient = setTimeout(() => this.#dispatch(), Math.ceil(waitMs));
    return true;
  }

  #give(thread: Thread, job: Job): void {
    thread.job = job;
    thread.slowFrom = Math.max(thread.readyFrom, performance.now() + patienceMs);
    clearTimeout(thread.timer);
    const { timeoutMs } = this.#options;
    const subject = job.task.fileName;
    thread.timer = setTimeout(() => {
      this.#options.logger.warn({ fileName: subject, timeoutMs }, 'parsing took too long, its thread is ended');
      this.#end(thread, new MingdaError('PARSE_TIMEOUT', { subject, detail: `The limit is ${timeoutMs / 1000} s.` }));
    }, timeoutMs);
    thread.worker.ref();
    thread.worker.postMessage(job.task, [job.task.content]);
  }

  #finish(thread: Thread, reply: ParseReply): void {
    const { job } = thread;
    if (job === undefined) return;
    this.#release(thread);
    if ('document' in reply) {
      settle(job, () => job.resolve(reply));
    } else {
      const { code, ...rest } = reply.failure;
      settle(job, () => job.reject(new MingdaError(code, rest)));
    }
    this.#dispatch();
  }

  /** An idle thread keeps neither the process alive nor, after a while, its memory. */
  #release(thread: Thread): void {
    thread.job = undefined;
    thread.readyFrom = 0;
    clearTimeout(thread.timer);
    thread.timer = setTimeout(() => this.#end(thread, undefined), this.#options.idleMs);
    thread.timer.unref();
    thread.worker.unref();
  }

  #callOff(job: Job): void {
    const reason = abortReason(job.signal);
    const at = this.#waiting.indexOf(job);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      settle(job, () => job.reject(reason));
      return;
    }
    const thread = [...this.#threads].find((it) => it.job === job);
    if (thread !== undefined) this.#end(thread, reason);
  }

  #end(thread: Thread, reason: unknown): void {
    if (!this.#threads.delete(thread)) return;
    clearTimeout(thread.timer);
    const { job } = thread;
    thread.job = undefined;
    if (job !== undefined) settle(job, () => job.reject(reason));
    const ended = thread.worker.terminate().finally(() => {
      this.#ending.delete(ended);
      if (!this.#closed) this.#dispatch();
    });
    this.#ending.add(ended);
  }
}

function settle(job: Job, act: () => void): void {
  if (job.onAbort !== undefined) job.signal?.removeEventListener('abort', job.onAbort);
  act();
}

function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('Parsing was called off.', 'AbortError');
}

function crashOf(job: Job | undefined, thrown: unknown): MingdaError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  const detail = isMemory ? 'The file needs more memory than a parser may take.' : error.message;
  const subject = job === undefined ? {} : { subject: job.task.fileName };
  return new MingdaError('PARSER_CRASHED', { detail, cause: error, ...subject });
}
