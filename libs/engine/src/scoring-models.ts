import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmbedReply, EmbedRequest } from '@mingda/contracts';
import type { TokenModels } from '@mingda/evaluation';
import { MingdaError, type Config } from '@mingda/platform';
import type { ScoringCall, ScoringReply, ScoringRequest, ScoringSettings } from './scoring-messages.ts';

interface PendingCall {
  readonly resolve: (reply: EmbedReply | undefined) => void;
  readonly reject: (error: MingdaError) => void;
}

/**
 * The fp32 models that score answers, in a process of their own: they need four times the memory of the models that
 * answer, and only the end of a process gives all of it back. It ends when the last model is let go.
 */
export class ScoringModels implements TokenModels {
  readonly #settings: ScoringSettings;
  readonly #pending = new Map<number, PendingCall>();
  #process: ChildProcess | undefined;
  #holds = 0;
  #nextId = 1;

  constructor({ models, inference, logLevel }: Config) {
    this.#settings = { models, threads: inference.threads, logLevel };
  }

  /** @throws MingdaError what `InferenceEngine.load` throws, or `INFERENCE_WORKER_CRASHED` when the process ended */
  async load(model: string): Promise<void> {
    this.#holds += 1;
    this.#process ??= this.#start();
    try {
      await this.#call({ type: 'load', model });
    } catch (error) {
      await this.unload();
      throw error;
    }
  }

  /** Gives one `load` back, of whichever model: the process goes as a whole. */
  async unload(): Promise<void> {
    this.#holds -= 1;
    const ending = this.#process;
    if (this.#holds > 0 || ending === undefined) return;
    this.#process = undefined;
    const ended = once(ending, 'exit');
    ending.disconnect();
    await ended;
  }

  /** @throws MingdaError what `InferenceEngine.embed` throws, or `INFERENCE_WORKER_CRASHED` when the process ended */
  async embed({ signal, ...request }: EmbedRequest): Promise<EmbedReply> {
    signal?.throwIfAborted();
    const reply = await this.#call({ type: 'embed', request });
    if (reply === undefined) throw new MingdaError('MODEL_BAD_OUTPUT', { subject: request.model });
    return reply;
  }

  #start(): ChildProcess {
    const script = new URL(`./scoring.process${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
    const child = fork(fileURLToPath(script), [JSON.stringify(this.#settings)], {
      serialization: 'advanced',
      execArgv: [],
      // Standard output belongs to the command that runs here.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (message: ScoringReply) => this.#settle(message));
    child.on('error', (error) => this.#lost(child, error.message));
    child.on('exit', (code, signal) => this.#lost(child, `exit code ${String(code ?? signal)}`));
    return child;
  }

  #call(call: ScoringCall): Promise<EmbedReply | undefined> {
    const child = this.#process;
    if (child === undefined)
      return Promise.reject(new MingdaError('MODEL_UNAVAILABLE', { detail: 'no model is loaded' }));
    const request: ScoringRequest = { id: this.#nextId, call };
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve, reject });
      child.send(request);
    });
  }

  #settle(message: ScoringReply): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ('reply' in message) {
      pending?.resolve(message.reply);
      return;
    }
    const { code, subject, detail, fixes } = message.failure;
    pending?.reject(
      new MingdaError(code, {
        ...(subject === undefined ? {} : { subject }),
        ...(detail === undefined ? {} : { detail }),
        fixes,
      }),
    );
  }

  /** The next `load` starts another one. */
  #lost(child: ChildProcess, detail: string): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    for (const { reject } of this.#pending.values()) reject(new MingdaError('INFERENCE_WORKER_CRASHED', { detail }));
    this.#pending.clear();
  }
}
