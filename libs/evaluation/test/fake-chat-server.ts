import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ChatCall {
  readonly system: string;
  readonly user: string;
}

/** A reply's text, or the status of a fault. */
export type ChatReply = string | number;

/** A named fake of a language model behind a real HTTP server that speaks the OpenAI protocol, streaming. */
export class FakeChatServer {
  readonly calls: ChatCall[] = [];
  reply: (call: ChatCall, index: number) => ChatReply = () => 500;
  url = '';
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const { messages } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as {
          messages: readonly { role: string; content: string }[];
        };
        const of = (role: string): string => messages.find((message) => message.role === role)?.content ?? '';
        const call = { system: of('system'), user: of('user') };
        const reply = this.reply(call, this.calls.push(call) - 1);
        if (typeof reply === 'number') {
          response.writeHead(reply, { 'content-type': 'application/json' }).end('{}');
          return;
        }
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const content of reply.match(/[\s\S]{1,7}/gu) ?? []) {
          const choices = [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }];
          response.write(
            `data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', created: 1, model: 'm', choices })}\n\n`,
          );
        }
        response.end('data: [DONE]\n\n');
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
