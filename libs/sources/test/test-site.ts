import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A web site on loopback whose pages a test writes. What it does not have is 404. */
export class TestSite {
  readonly origin: string;
  readonly host: string;
  /** Paths in the order in which they were asked for. */
  readonly asked: string[] = [];
  readonly pages = new Map<string, Answer>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.host = `localhost:${(server.address() as AddressInfo).port}`;
    this.origin = `http://${this.host}`;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const path = request.url ?? '';
      this.asked.push(path);
      const answer = this.pages.get(path);
      if (answer === undefined) response.writeHead(404).end();
      else answer(request, response);
    });
  }

  static async start(): Promise<TestSite> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TestSite(server);
  }

  html(path: string, body: string, headers: Readonly<Record<string, string>> = {}): void {
    this.file(path, body, { 'content-type': 'text/html; charset=utf-8', ...headers });
  }

  /** Answers conditional requests when the headers hold an etag. */
  file(path: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): void {
    this.pages.set(path, (request, response) => {
      const unchanged = headers['etag'] !== undefined && request.headers['if-none-match'] === headers['etag'];
      response.writeHead(unchanged ? 304 : 200, headers).end(unchanged ? undefined : body);
    });
  }

  redirect(path: string, to: string): void {
    this.pages.set(path, (_request, response) => response.writeHead(302, { location: to }).end());
  }

  status(path: string, status: number): void {
    this.pages.set(path, (_request, response) => response.writeHead(status).end());
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
