import { ApiError, errorFromReply, unreachable } from './api-error.ts';
import { readEvents } from './event-stream.ts';
import { tokenStore } from './token-store.ts';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with true when a followed stream is connected and with false when it is lost. */
  readonly onConnection?: (connected: boolean) => void;
}

export interface UploadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Share of the body that has been sent, 0-1. */
  readonly onProgress?: (share: number) => void;
}

interface Call extends CallOptions {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
}

const root = '/api/v1';
const longestPauseMs = 15_000;

export async function sendJson<T>(call: Call): Promise<T> {
  const response = await send(call, 'application/json');
  return (await response.json()) as T;
}

export async function sendEmpty(call: Call): Promise<void> {
  await send(call, 'application/json');
}

export async function sendBytes(call: Call): Promise<Blob> {
  const response = await send(call, '*/*');
  return response.blob();
}

/** One stream of events; ends when the server closes it or the signal is aborted. */
export async function* openEvents<T>(call: Call): AsyncGenerator<T, void, void> {
  const response = await send(call, 'text/event-stream');
  if (response.body === null) throw unreachable();
  call.onConnection?.(true);
  yield* readEvents<T>(response.body);
}

/**
 * A stream that is opened again whenever it is lost, with growing pauses, until the signal is aborted. Refusals by the
 * server (4xx) are thrown: trying again would not help.
 */
export async function* followEvents<T>(call: Call): AsyncGenerator<T, void, void> {
  const left = (): boolean => call.signal?.aborted === true;
  let pauseMs = 500;
  while (!left()) {
    try {
      for await (const event of openEvents<T>(call)) {
        pauseMs = 500;
        yield event;
      }
    } catch (error) {
      if (!left() && error instanceof ApiError && error.status >= 400 && error.status < 500) throw error;
    }
    if (left()) return;
    call.onConnection?.(false);
    await pause(pauseMs, call.signal);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

/** Sends a form through XMLHttpRequest, which alone reports the progress of an upload. */
export function sendForm<T>(call: Omit<Call, 'body'> & UploadOptions & { readonly body: FormData }): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(call.method, addressOf(call));
    for (const [name, value] of Object.entries(authorization())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) call.onProgress?.(event.loaded / event.total);
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T);
      else reject(refusal(request.status, request.responseText));
    };
    call.signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(call.body);
  });
}

async function send(call: Call, accept: string): Promise<Response> {
  const headers: Record<string, string> = { accept, ...authorization() };
  const init: RequestInit = { method: call.method, headers };
  if (call.body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(call.body);
  }
  if (call.signal !== undefined) init.signal = call.signal;
  const response = await fetch(addressOf(call), init).catch((error: unknown) => {
    throw call.signal?.aborted === true ? error : unreachable();
  });
  if (!response.ok) throw refusal(response.status, await response.text());
  return response;
}

/** A token that the server no longer knows is forgotten, which brings the sign-in page back. */
function refusal(status: number, body: string): ApiError {
  const error = errorFromReply(status, body);
  if (status === 401) tokenStore.clear();
  return error;
}

function authorization(): Record<string, string> {
  const token = tokenStore.get();
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

function addressOf(call: Pick<Call, 'path' | 'query'>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? root + call.path : `${root}${call.path}?${text}`;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
