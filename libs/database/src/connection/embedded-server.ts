import { extname } from 'node:path';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { MingdaError, type Logger } from '@mingda/platform';
import { DataFolderLock } from './data-folder-lock.ts';
import { ensureEmbeddedFolder } from './embedded-folder.ts';
import type { EmbeddedReply, EmbeddedRequest, EmbeddedWorkerData } from './embedded-protocol.ts';

/** A stream with the few methods of a socket that node-postgres calls. */
export type WireStream = Duplex & {
  connect(): void;
  setNoDelay(): void;
  setKeepAlive(): void;
  ref(): void;
  unref(): void;
};

/**
 * PostgreSQL (PGlite) in a thread of its own, so that a query never blocks the event loop. Clients speak the ordinary
 * wire protocol to it over a stream; it has one session, so one client at a time.
 */
export class EmbeddedServer {
  readonly #worker: Worker;
  readonly #lock: DataFolderLock;
  readonly #logger: Logger;
  #connections = 0;
  #stream: WireStream | undefined;
  #failure: MingdaError | undefined;

  private constructor(parts: { worker: Worker; lock: DataFolderLock; logger: Logger }) {
    this.#worker = parts.worker;
    this.#lock = parts.lock;
    this.#logger = parts.logger;
    this.#worker.on('message', (reply: EmbeddedReply) => this.#receive(reply));
    this.#worker.on('error', (error: unknown) => this.#fail(error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', (code) => this.#fail(`its thread ended with code ${String(code)}`));
  }

  /** @throws MingdaError `DATA_DIRECTORY_LOCKED`, or `DATABASE_UNAVAILABLE` when the stored data cannot be opened */
  static async start(dataDir: string, logger: Logger): Promise<EmbeddedServer> {
    const lock = DataFolderLock.acquire(dataDir);
    try {
      const worker = await openWorker(await ensureEmbeddedFolder(dataDir));
      return new EmbeddedServer({ worker, lock, logger });
    } catch (error) {
      lock.release();
      throw new MingdaError('DATABASE_UNAVAILABLE', {
        subject: dataDir,
        detail: error instanceof Error ? error.message : String(error),
        fixes: ['check free disk space and permissions of the folder', 'restore the folder from a backup'],
        cause: error,
      });
    }
  }

  /** A new client connection; the previous one must have ended. */
  readonly connect = (): WireStream => {
    this.#connections += 1;
    const connection = this.#connections;
    const send = (request: EmbeddedRequest): void => this.#worker.postMessage(request);
    const duplex = new Duplex({
      read: () => undefined,
      write: (chunk: Uint8Array, _encoding, done) => {
        send({ kind: 'bytes', connection, bytes: chunk });
        done(this.#failure ?? null);
      },
      final: (done) => {
        duplex.push(null);
        done();
      },
    });
    const ignore = (): void => undefined;
    const stream: WireStream = Object.assign(duplex, {
      connect: () => {
        send({ kind: 'connect', connection });
        setImmediate(() => (this.#failure === undefined ? duplex.emit('connect') : duplex.destroy(this.#failure)));
      },
      setNoDelay: ignore,
      setKeepAlive: ignore,
      ref: ignore,
      unref: ignore,
    });
    this.#stream = stream;
    return stream;
  };

  async close(): Promise<void> {
    if (this.#failure === undefined) {
      const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
      this.#failure = new MingdaError('DATABASE_UNAVAILABLE', { detail: 'the embedded database is closed' });
      const request: EmbeddedRequest = { kind: 'close' };
      this.#worker.postMessage(request);
      await exited;
    }
    this.#lock.release();
  }

  #receive(reply: EmbeddedReply): void {
    if (reply.kind === 'failed') this.#fail(reply.message);
    if (reply.kind !== 'bytes' || reply.connection !== this.#connections) return;
    const { bytes } = reply;
    this.#stream?.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  #fail(detail: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = new MingdaError('DATABASE_UNAVAILABLE', {
      detail: `the embedded database stopped: ${detail}`,
      fixes: ['restart Mingda: nothing that was acknowledged is lost'],
    });
    this.#logger.error({ detail }, 'embedded database stopped');
    this.#stream?.destroy(this.#failure);
  }
}

async function openWorker(folder: string): Promise<Worker> {
  const script = new URL(`./embedded.worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  const data: EmbeddedWorkerData = { folder };
  // Without the options of the main thread: `--input-type`, for one, is refused for a file.
  const worker = new Worker(script, { workerData: data, name: 'embedded-database', execArgv: [] });
  try {
    await firstMessage(worker);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return worker;
}

function firstMessage(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread ended with code ${String(code)} while opening`)));
  });
}
