import type { Priority, TextRole } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EncoderEntry, OnnxEntry } from '../registry/model-entry.ts';
import type { TextTokenizer } from '../tokenizer/text-tokenizer.ts';
import type { QueueOptions } from './inference-options.ts';
import { ModelMetrics } from './model-metrics.ts';
import { RequestQueue } from './request-queue.ts';

/** A model that is ready: what it is, what waits for it and what it has done. */
export class LoadedModel {
  readonly entry: EncoderEntry;
  readonly tokenizer: TextTokenizer;
  readonly queue = new RequestQueue();
  readonly metrics = new ModelMetrics();
  /** Texts admitted and still being tokenized. */
  readonly reserved: Record<Priority, number> = { live: 0, bulk: 0 };

  /** Batches in a thread. */
  running = 0;

  /** Resident memory that loading it added, all workers together; a neighbour loaded meanwhile adds to it. */
  readonly memoryBytes: number;
  readonly #dependsOnBatch: boolean;

  /** @param parts.dependsOnBatch whether a vector changes with the texts that run beside it */
  constructor(parts: {
    readonly entry: EncoderEntry;
    readonly tokenizer: TextTokenizer;
    readonly dependsOnBatch: boolean;
    readonly memoryBytes: number;
  }) {
    this.entry = parts.entry;
    this.tokenizer = parts.tokenizer;
    this.#dependsOnBatch = parts.dependsOnBatch;
    this.memoryBytes = parts.memoryBytes;
  }

  /** True when no accepted request is unfinished. */
  get unused(): boolean {
    return this.queue.empty && this.running === 0 && this.reserved.live + this.reserved.bulk === 0;
  }

  /** Most live texts in the next batch: one alone where company would change its vector, until too many wait. */
  liveTexts({ liveAloneUpTo, maxBatchTexts }: QueueOptions): number {
    return this.#dependsOnBatch && this.queue.depth('live') <= liveAloneUpTo ? 1 : maxBatchTexts;
  }

  /** Components of what a text becomes: a vector, or one score. */
  get dimensions(): number {
    return this.entry.kind === 'onnx' ? this.entry.dimensions : 1;
  }

  /** @throws MingdaError `INVALID_INPUT` when the model makes no vectors */
  prefix(role: TextRole): string {
    const { queryPrefix, passagePrefix } = this.#embedding();
    if (role === 'plain') return '';
    return role === 'query' ? queryPrefix : passagePrefix;
  }

  /** @throws MingdaError `INVALID_INPUT` when the model reads single texts */
  requirePairs(): void {
    if (this.entry.kind === 'cross-encoder') return;
    throw new MingdaError('INVALID_INPUT', { subject: this.entry.key, detail: 'this model is no cross-encoder' });
  }

  #embedding(): OnnxEntry {
    if (this.entry.kind === 'onnx') return this.entry;
    throw new MingdaError('INVALID_INPUT', {
      subject: this.entry.key,
      detail: 'this model ranks texts for a query and makes no vectors',
    });
  }
}
