import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { StoredEntry } from '../registry/model-entry.ts';
import { wantedFiles, type FetchTask, type ModelSource } from './model-source.ts';

/** A hub that cannot be reached is left quickly for the next source; one that answers may be slow. */
const answerMs = 5_000;
const stallMs = 30_000;

interface FileDownload {
  readonly url: string;
  readonly file: string;
  readonly onProgress: (bytes: number, total: number | undefined) => void;
}

/** The model hub or a mirror with the same addresses: `<endpoint>/<repo>/resolve/<revision>/<file>`. */
export class HubSource implements ModelSource {
  readonly name = 'hub';
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint.replace(/\/+$/, '');
  }

  serves(entry: StoredEntry): boolean {
    return entry.sources.hub !== undefined;
  }

  async fetch({ entry, target, onProgress }: FetchTask): Promise<void> {
    const hub = entry.sources.hub;
    if (hub === undefined) return;
    for (const { name, file } of wantedFiles(hub, target)) {
      await download({
        url: `${this.#endpoint}/${hub.repo}/resolve/${hub.revision}/${name}`,
        file,
        onProgress: (bytes, total) => onProgress(name, bytes, total),
      });
    }
  }
}

async function download({ url, file, onProgress }: FileDownload): Promise<void> {
  const watchdog = new AbortController();
  const giveUp = (reason: string) => () => watchdog.abort(new Error(`${url}: ${reason}`));
  let timer = setTimeout(giveUp(`no answer within ${answerMs} ms`), answerMs);
  try {
    const response = await fetch(url, { signal: watchdog.signal }).catch((error: unknown) => {
      throw watchdog.signal.aborted
        ? watchdog.signal.reason
        : new Error(`${url}: ${rootMessage(error)}`, { cause: error });
    });
    if (!response.ok || response.body === null) throw new Error(`${url}: HTTP ${response.status}`);
    const total = Number(response.headers.get('content-length') ?? '') || undefined;
    const body = response.body;
    const metered = async function* (): AsyncGenerator<Uint8Array> {
      let bytes = 0;
      for await (const chunk of chunks(body)) {
        clearTimeout(timer);
        timer = setTimeout(giveUp(`nothing came for ${stallMs} ms`), stallMs);
        bytes += chunk.length;
        onProgress(bytes, total);
        yield chunk;
      }
    };
    await pipeline(metered, createWriteStream(file), { signal: watchdog.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

/** `fetch failed` says nothing; its innermost cause does. */
function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : rootMessage(error.cause);
}
