import pg from 'pg';
import type { Logger } from '@mingda/platform';

const CHANNEL = 'mingda_progress';
const RECONNECT_MS = 1000;

/** Where an ingestion or an evaluation stands. Only a hint that a row has changed: one may be lost, the row is right. */
export interface ProgressHint {
  readonly id: string;
  readonly state: string;
  readonly progress: number;
}

export type ProgressListener = (hint: ProgressHint) => void;

/** The SQL that announces a hint; it reaches the listeners when its transaction commits. */
export const notifySql = `select pg_notify('${CHANNEL}', $1)`;

/**
 * Hands hints to the listeners of this process. On a server they come from every process, over LISTEN on a connection
 * of its own that is opened with the first listener and opened again when it breaks.
 */
export class ProgressChannel {
  readonly #listeners = new Set<ProgressListener>();
  readonly #url: string | undefined;
  readonly #logger: Logger;
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: { url: string | undefined; logger: Logger }) {
    this.#url = options.url;
    this.#logger = options.logger;
  }

  /** @returns a function that removes the listener */
  listen(listener: ProgressListener): () => void {
    this.#listeners.add(listener);
    if (this.#url !== undefined && this.#client === undefined) this.#connect(this.#url);
    return () => this.#listeners.delete(listener);
  }

  emit(hint: ProgressHint): void {
    for (const listener of this.#listeners) listener(hint);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#listeners.clear();
    await this.#client?.end().catch(() => undefined);
  }

  #connect(url: string): void {
    const client = new pg.Client({ connectionString: url, keepAlive: true });
    this.#client = client;
    const reopen = (error?: Error): void => {
      if (this.#closed || this.#client !== client) return;
      this.#client = undefined;
      this.#logger.warn({ err: error }, 'listening for progress was interrupted');
      client.end().catch(() => undefined);
      this.#retry = setTimeout(() => {
        if (!this.#closed) this.#connect(url);
      }, RECONNECT_MS);
      this.#retry.unref();
    };
    client.on('error', reopen);
    client.on('end', () => reopen());
    client.on('notification', (message) => {
      const hint = parseHint(message.payload);
      if (hint !== undefined) this.emit(hint);
    });
    client
      .connect()
      .then(() => client.query(`listen ${CHANNEL}`))
      .catch(reopen);
  }
}

/** Anyone who may connect may notify, so the payload is checked. */
function parseHint(payload: string | undefined): ProgressHint | undefined {
  try {
    const value: unknown = JSON.parse(payload ?? '');
    if (typeof value !== 'object' || value === null || !('id' in value && 'state' in value && 'progress' in value))
      return undefined;
    const { id, state, progress } = value;
    return typeof id === 'string' && typeof state === 'string' && typeof progress === 'number'
      ? { id, state, progress }
      : undefined;
  } catch {
    return undefined;
  }
}
