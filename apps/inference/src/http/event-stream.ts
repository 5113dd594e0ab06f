import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/** Server-sent events on a response that the framework has let go of. */
export class EventStream {
  readonly #response: ServerResponse;

  private constructor(response: ServerResponse) {
    this.#response = response;
  }

  static open(reply: FastifyReply): EventStream {
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Proxies that buffer would hold the words back.
      'x-accel-buffering': 'no',
    });
    return new EventStream(reply.raw);
  }

  /** Waits while a slow reader has not taken what was sent; returns at once when the reader has gone. */
  async send(data: object): Promise<void> {
    if (this.#response.destroyed) return;
    if (this.#response.write(`data: ${JSON.stringify(data)}\n\n`)) return;
    const left = new AbortController();
    const options = { signal: left.signal };
    await Promise.race([once(this.#response, 'drain', options), once(this.#response, 'close', options)]).catch(
      () => {},
    );
    left.abort();
  }

  end(data: string): void {
    if (!this.#response.destroyed) this.#response.end(`data: ${data}\n\n`);
  }
}
