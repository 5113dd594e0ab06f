import type { Embedding, EmbedReply, Priority } from '@mingda/contracts';
import type { MingdaError } from '@mingda/platform';
import type { PreparedText } from './prepared-text.ts';

/** One text that waits for a model or runs. */
export interface QueueEntry {
  readonly task: EmbedTask;
  readonly index: number;
  readonly prepared: PreparedText;
  readonly length: number;
  readonly queuedAt: number;
  /** Times a worker stopped while it held this text. */
  crashes: number;
}

export interface TaskOptions {
  readonly model: string;
  readonly priority: Priority;
  readonly texts: readonly PreparedText[];
  readonly tokenizeMs: number;
}

/** One accepted request: collects its texts' results and settles exactly once. */
export class EmbedTask {
  readonly model: string;
  readonly priority: Priority;
  readonly entries: readonly QueueEntry[];
  readonly reply: Promise<EmbedReply>;
  readonly #embeddings: Embedding[];
  readonly #tokenizeMs: number;
  #resolve: (reply: EmbedReply) => void = () => {};
  #reject: (error: MingdaError) => void = () => {};
  #waiting: number;
  #queueMs = 0;
  #computeMs = 0;
  #settled = false;

  constructor(options: TaskOptions) {
    this.model = options.model;
    this.priority = options.priority;
    this.#tokenizeMs = options.tokenizeMs;
    this.#waiting = options.texts.length;
    this.#embeddings = new Array<Embedding>(options.texts.length);
    const queuedAt = performance.now();
    this.entries = options.texts.map((prepared, index) => ({
      task: this,
      index,
      prepared,
      length: prepared.ids.length,
      queuedAt,
      crashes: 0,
    }));
    this.reply = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** @param spent.queueMs wait of this text; the request reports the longest. @param spent.computeMs its share of the batch */
  complete(
    entry: QueueEntry,
    embedding: Embedding,
    spent: { readonly queueMs: number; readonly computeMs: number },
  ): void {
    if (this.#settled) return;
    this.#embeddings[entry.index] = embedding;
    this.#queueMs = Math.max(this.#queueMs, spent.queueMs);
    this.#computeMs += spent.computeMs;
    this.#waiting -= 1;
    if (this.#waiting > 0) return;
    this.#settled = true;
    this.#resolve({
      embeddings: this.#embeddings,
      tokenCount: this.entries.reduce((sum, { length }) => sum + length, 0),
      timings: { tokenizeMs: this.#tokenizeMs, queueMs: this.#queueMs, computeMs: this.#computeMs },
    });
  }

  /** False when the request had been settled before. */
  fail(error: MingdaError): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#reject(error);
    return true;
  }
}
