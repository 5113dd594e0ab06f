import type { AddressedGeneration, GenerationActivity, GenerationPiece, TextGenerator } from '@mingda/inference';
import { MingdaError } from '@mingda/platform';

/** A model that writes text and, where it runs on this machine, what it takes to hold it. */
export interface ServedGenerator extends TextGenerator {
  load?(): Promise<void>;
  close?(): Promise<void>;
  activity?(): GenerationActivity;
}

/** Sends requests for text to the configured generators and lets none outlive the process's end. */
export class GenerationDoor {
  readonly #generators: readonly ServedGenerator[];
  readonly #drainMs: number;
  readonly #running = new Set<AbortController>();
  #closing = false;
  #onIdle: () => void = () => {};

  /** @param drainMs how long `close` lets texts be finished */
  constructor(generators: readonly ServedGenerator[], drainMs: number) {
    this.#generators = generators;
    this.#drainMs = drainMs;
  }

  get running(): number {
    return this.#running.size;
  }

  /** What the generators of this machine are doing. */
  activities(): GenerationActivity[] {
    return this.#generators.flatMap((generator) => generator.activity?.() ?? []);
  }

  async load(): Promise<void> {
    await Promise.all(this.#generators.flatMap((generator) => generator.load?.() ?? []));
  }

  async *generate(
    { model, priority, request }: AddressedGeneration,
    signal: AbortSignal,
  ): AsyncGenerator<GenerationPiece> {
    const generator = this.#generator(model);
    if (this.#closing) throw new MingdaError('INFERENCE_SHUTTING_DOWN');
    const stop = new AbortController();
    const onAbort = (): void => stop.abort(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    this.#running.add(stop);
    try {
      for await (const piece of generator.generate(request, { signal: stop.signal, priority })) {
        if (piece.finish === 'cancelled' && this.#cutOff(stop)) throw new MingdaError('INFERENCE_SHUTTING_DOWN');
        yield piece;
      }
    } catch (error) {
      throw this.#cutOff(stop) ? new MingdaError('INFERENCE_SHUTTING_DOWN', { cause: error }) : error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#running.delete(stop);
      if (this.#running.size === 0) this.#onIdle();
    }
  }

  /** Refuses new requests and cuts off what is not finished in time. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#running.size > 0) await this.#drain();
    await Promise.all(this.#generators.flatMap((generator) => generator.close?.() ?? []));
  }

  async #drain(): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
    const timer = setTimeout(() => {
      for (const stop of this.#running) stop.abort(shutDown);
    }, this.#drainMs);
    await idle;
    clearTimeout(timer);
  }

  #cutOff(stop: AbortController): boolean {
    return stop.signal.reason === shutDown;
  }

  /** An empty name asks for the first one. */
  #generator(model: string): TextGenerator {
    const [first] = this.#generators;
    if (first === undefined)
      throw new MingdaError('GENERATION_NOT_CONFIGURED', {
        subject: model,
        fixes: ['configure a model that writes text (docs/inference.md)'],
      });
    const found = model === '' ? first : this.#generators.find((it) => it.model === model);
    if (found !== undefined) return found;
    throw new MingdaError('MODEL_UNKNOWN', {
      subject: model,
      fixes: [`use one of: ${this.#generators.map((it) => it.model).join(', ')}`],
    });
  }
}

const shutDown = new MingdaError('INFERENCE_SHUTTING_DOWN');
