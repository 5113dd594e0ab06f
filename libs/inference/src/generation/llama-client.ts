import { fork, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MingdaError } from '@mingda/platform';
import type { LlamaCall, LlamaEvent, LlamaReady, LlamaRequest, LlamaSettings } from './llama-messages.ts';
import { PieceChannel } from './piece-channel.ts';
import type { GenerationPiece } from './text-generator.ts';

interface OpenCall {
  readonly channel: PieceChannel<GenerationPiece>;
  /** Called once the process is done with the request, however it ended. */
  readonly onSettled: () => void;
}

interface PendingCount {
  readonly resolve: (counts: readonly number[]) => void;
  readonly reject: (error: Error) => void;
}

const ownProcess = new URL(`./llama.process${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
/** A model of some gigabytes on a slow disk takes its time. */
const loadLimitMs = 180_000;
const exitLimitMs = 2_000;
const lastErrorCharacters = 500;

/** This side of the process that llama.cpp runs in. */
export class LlamaClient {
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #calls = new Map<number, OpenCall>();
  readonly #counts = new Map<number, PendingCount>();
  #onReady: (event: LlamaEvent) => void = () => {};
  #nextId = 1;
  #dismissed = false;
  #errors = '';

  private constructor(processFile: URL) {
    // Its standard output is kept apart: ours may carry a document for a program to read.
    this.#child = fork(processFile, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-lastErrorCharacters);
    });
    this.#child.on('message', (event: LlamaEvent) => this.#receive(event));
    this.ended = new Promise((resolve) => {
      const end = (reason: string): void => {
        this.#fail(reason);
        resolve(reason);
      };
      this.#child.on('error', (error) => end(error.message));
      this.#child.on('exit', (code, signal) => end(`${signal ?? `exit code ${code}`} ${this.#errors}`.trim()));
    });
  }

  /** @throws MingdaError `MODEL_BACKEND_UNAVAILABLE` with what the runtime said */
  static async start(
    settings: LlamaSettings,
    processFile: URL = ownProcess,
  ): Promise<{ client: LlamaClient; ready: LlamaReady }> {
    const client = new LlamaClient(processFile);
    let timer: NodeJS.Timeout | undefined;
    try {
      const ready = await new Promise<LlamaReady>((resolve, reject) => {
        client.#onReady = (event) => {
          if (event.type === 'ready') resolve(event.ready);
          if (event.type === 'unloadable') reject(unavailable(settings, event.failure.detail));
        };
        void client.ended.then((reason) => reject(unavailable(settings, `its process ended: ${reason}`)));
        timer = setTimeout(() => reject(unavailable(settings, `not loaded within ${loadLimitMs} ms`)), loadLimitMs);
        client.#send({ type: 'load', settings });
      });
      return { client, ready };
    } catch (error) {
      client.kill();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** False from the moment that the process begins to end. */
  get alive(): boolean {
    return this.#child.connected;
  }

  /** True when the process was asked to end. */
  get dismissed(): boolean {
    return this.#dismissed;
  }

  /** Begins at once. The pieces end with the one that has `finish`, or with an error. */
  generate(
    request: LlamaRequest,
    onSettled: () => void,
  ): { readonly pieces: AsyncGenerator<GenerationPiece>; readonly cancel: () => void } {
    const id = this.#id();
    const channel = new PieceChannel<GenerationPiece>();
    this.#calls.set(id, { channel, onSettled });
    this.#send({ type: 'generate', id, request });
    return { pieces: channel.read(), cancel: () => this.#send({ type: 'cancel', id }) };
  }

  countTokens(texts: readonly string[]): Promise<readonly number[]> {
    const id = this.#id();
    return new Promise((resolve, reject) => {
      this.#counts.set(id, { resolve, reject });
      this.#send({ type: 'count', id, texts });
    });
  }

  /** Ends the process whatever it does: a run inside the runtime cannot be interrupted otherwise. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Lets the process end by itself, then ends it. */
  async close(): Promise<void> {
    this.#dismissed = true;
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.kill(), exitLimitMs);
    await this.ended;
    clearTimeout(timer);
  }

  #id(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  #send(call: LlamaCall): void {
    // A process that ended meanwhile has failed every call already.
    if (this.#child.connected) this.#child.send(call, () => {});
    else if (call.type !== 'cancel') this.#fail('its process has ended');
  }

  #receive(event: LlamaEvent): void {
    switch (event.type) {
      case 'ready':
      case 'unloadable':
        this.#onReady(event);
        return;
      case 'piece':
        this.#calls.get(event.id)?.channel.push({ text: event.text });
        return;
      case 'done': {
        const call = this.#settle(event.id);
        call?.channel.push({ text: '', finish: event.finish, usage: event.usage });
        call?.channel.end();
        return;
      }
      case 'failed': {
        const { code, detail } = event.failure;
        this.#settle(event.id)?.channel.end(new MingdaError(code, { detail }));
        return;
      }
      case 'counted':
        this.#counts.get(event.id)?.resolve(event.counts);
        this.#counts.delete(event.id);
    }
  }

  #settle(id: number): OpenCall | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    call?.onSettled();
    return call;
  }

  #fail(reason: string): void {
    const error = new MingdaError('INFERENCE_WORKER_CRASHED', { detail: reason });
    for (const id of this.#calls.keys()) this.#settle(id)?.channel.end(error);
    for (const { reject } of this.#counts.values()) reject(error);
    this.#counts.clear();
  }
}

function unavailable(settings: LlamaSettings, detail: string): MingdaError {
  return new MingdaError('MODEL_BACKEND_UNAVAILABLE', {
    subject: settings.weights,
    detail,
    fixes: [
      'verify the weights (`mingda models verify`)',
      'check that the memory of this machine holds the model',
      'install the binaries of node-llama-cpp for this processor',
    ],
  });
}
