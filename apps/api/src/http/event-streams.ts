import { Injectable, StreamableFile, type BeforeApplicationShutdown } from '@nestjs/common';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';

/** Proxies drop silent connections after 30-60 s. */
const heartbeatMs = 15_000;

export interface EventSink {
  /** Sends the headers now, before there is anything to say. */
  open(): void;
  /** Writes one event; resolves when the client has taken enough of what came before. */
  send(name: string, data: unknown): Promise<void>;
}

/**
 * Server-sent events (WHATWG HTML, section 9.2). A producer that fails before its first event rejects, so that the
 * client gets a problem with a status instead of an empty stream.
 */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly running = new Set<AbortController>();

  /**
   * @param gone aborted when the client leaves
   * @param produce sends events until it returns; its signal is aborted when the client leaves or the server stops
   */
  start(gone: AbortSignal, produce: (sink: EventSink, signal: AbortSignal) => Promise<void>): Promise<StreamableFile> {
    const stopping = new AbortController();
    this.running.add(stopping);
    const signal = AbortSignal.any([gone, stopping.signal]);
    const body = new PassThrough();
    return new Promise((resolve, reject) => {
      let heartbeat: NodeJS.Timeout | undefined;
      const open = (): void => {
        if (heartbeat !== undefined) return;
        heartbeat = setInterval(() => {
          if (!body.writableNeedDrain) body.write(': still here\n\n');
        }, heartbeatMs);
        // Headers travel with the first byte.
        body.write(': open\n\n');
        resolve(new StreamableFile(body, { type: 'text/event-stream; charset=utf-8' }));
      };
      const send = async (name: string, data: unknown): Promise<void> => {
        open();
        if (signal.aborted || body.destroyed) return;
        if (!body.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)) await once(body, 'drain', { signal });
      };
      produce({ open, send }, signal)
        .catch((error: unknown) => {
          if (!signal.aborted) reject(error instanceof Error ? error : new Error(String(error)));
        })
        .finally(() => {
          open();
          clearInterval(heartbeat);
          body.end();
          this.running.delete(stopping);
        });
    });
  }

  /** Open streams would hold the server's close back for ever. */
  beforeApplicationShutdown(): void {
    for (const stream of this.running) stream.abort();
  }
}
