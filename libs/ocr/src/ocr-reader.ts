import { fork, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecognisedPicture, RecognitionRequest, TextRecogniser, WantedPicture } from '@mingda/files';
import type { Logger } from '@mingda/platform';
import type { ReadReply } from './messages.ts';

export interface OcrReaderOptions {
  readonly threads: number;
  /** A single picture may take this long; then its process is ended and the others go on in a new one. */
  readonly pictureMs?: number;
  /** The process gives its memory back after this time without work. */
  readonly idleMs?: number;
  readonly logger: Logger;
}

interface Job {
  readonly request: RecognitionRequest;
  /** Those still to be read. */
  readonly wanted: WantedPicture[];
  readonly read: Map<string, RecognisedPicture>;
  readonly total: number;
  readonly onProgress: ((done: number, total: number) => void) | undefined;
  readonly signal: AbortSignal | undefined;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

const program = fileURLToPath(new URL(`./ocr.process${extname(fileURLToPath(import.meta.url))}`, import.meta.url));

/**
 * Reads pictures in a process of its own: drawing pages and running models is native code, and what kills or stalls it
 * costs one picture, not the server. One file at a time; the process starts when it is needed.
 */
export class OcrReader implements TextRecogniser {
  readonly #options: Required<OcrReaderOptions>;
  #process: ChildProcess | undefined;
  #job: Job | undefined;
  readonly #waiting: Job[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lastId = 0;
  #closed = false;

  constructor(options: OcrReaderOptions) {
    this.#options = { pictureMs: 120_000, idleMs: 60_000, ...options };
  }

  async read(
    request: RecognitionRequest,
    run: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal | undefined } = {},
  ): Promise<ReadonlyMap<string, RecognisedPicture>> {
    const read = new Map<string, RecognisedPicture>();
    if (request.wanted.length === 0) return read;
    await new Promise<void>((resolve, reject) => {
      run.signal?.throwIfAborted();
      const job: Job = {
        request,
        wanted: [...request.wanted],
        read,
        total: request.wanted.length,
        onProgress: run.onProgress,
        signal: run.signal,
        resolve,
        reject,
      };
      run.signal?.addEventListener('abort', () => this.#callOff(job), { once: true });
      this.#waiting.push(job);
      this.#next();
    });
    return read;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const error = new Error('The reader of pictures was closed.');
    for (const job of this.#waiting.splice(0)) job.reject(error);
    this.#job?.reject(error);
    this.#job = undefined;
    this.#kill();
  }

  #next(): void {
    if (this.#job !== undefined || this.#closed) return;
    this.#job = this.#waiting.shift();
    if (this.#job !== undefined) this.#send(this.#job);
  }

  #send(job: Job): void {
    this.#lastId += 1;
    this.#process ??= this.#start();
    this.#process.ref();
    this.#process.send({ ...job.request, id: this.#lastId, wanted: job.wanted });
    this.#watch();
  }

  #start(): ChildProcess {
    const child = fork(program, [String(this.#options.threads)], {
      serialization: 'advanced',
      // Libraries write warnings to the console: standard output belongs to the command that runs here.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (message: ReadReply) => this.#take(message));
    child.on('error', (error) => this.#lost(child, error.message));
    child.on('exit', (code, signal) => this.#lost(child, `ended with ${signal ?? code}`));
    return child;
  }

  #take(message: ReadReply): void {
    const job = this.#job;
    if (job === undefined || message.id !== this.#lastId) return;
    if ('done' in message) {
      this.#finish(job);
      return;
    }
    if ('picture' in message) job.read.set(message.key, message.picture);
    else this.#options.logger.warn({ picture: message.key, reason: message.failure }, 'a picture could not be read');
    this.#advance(job, message.key);
    this.#watch();
  }

  #advance(job: Job, key: string): void {
    const at = job.wanted.findIndex((it) => it.key === key);
    if (at >= 0) job.wanted.splice(at, 1);
    job.onProgress?.(job.total - job.wanted.length, job.total);
  }

  /** The picture under way is given up; what is left goes on in a new process. */
  #lost(child: ChildProcess, reason: string): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    const job = this.#job;
    if (job === undefined) return;
    const [under] = job.wanted;
    this.#options.logger.warn({ picture: under?.key, reason }, 'the process that reads pictures was lost');
    if (under !== undefined) this.#advance(job, under.key);
    if (job.wanted.length === 0) this.#finish(job);
    else this.#send(job);
  }

  #finish(job: Job): void {
    this.#job = undefined;
    clearTimeout(this.#timer);
    job.resolve();
    this.#rest();
    this.#next();
  }

  #callOff(job: Job): void {
    job.reject(job.signal?.reason);
    const at = this.#waiting.indexOf(job);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (this.#job !== job) return;
    this.#job = undefined;
    this.#kill();
    this.#next();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    const child = this.#process;
    this.#timer = setTimeout(() => child?.kill('SIGKILL'), this.#options.pictureMs);
  }

  /** An idle process keeps nothing alive and ends after a while. */
  #rest(): void {
    this.#process?.unref();
    this.#process?.channel?.unref();
    this.#timer = setTimeout(() => this.#kill(), this.#options.idleMs);
    this.#timer.unref();
  }

  #kill(): void {
    clearTimeout(this.#timer);
    const child = this.#process;
    this.#process = undefined;
    child?.kill('SIGKILL');
  }
}
