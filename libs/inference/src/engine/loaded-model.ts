import type { Priority, TextRole } from '@mingda/contracts';
import type { OnnxEntry } from '../registry/model-entry.ts';
import type { TextTokenizer } from '../tokenizer/text-tokenizer.ts';
import type { QueueOptions } from './inference-options.ts';
import { ModelMetrics } from './model-metrics.ts';
import { RequestQueue } from './request-queue.ts';

/** A model that is ready: what it is, what waits for it and what it has done. */
export class LoadedModel {
  readonly entry: OnnxEntry;
  readonly tokenizer: TextTokenizer;
  readonly queue = new RequestQueue();
  readonly metrics = new ModelMetrics();
  /** Texts admitted and still being tokenized. */
  readonly reserved: Record<Priority, number> = { live: 0, bulk: 0 };

  /** Batches in a thread. */
  running = 0;

  constructor(entry: OnnxEntry, tokenizer: TextTokenizer) {
    this.entry = entry;
    this.tokenizer = tokenizer;
  }

  /** True when no accepted request is unfinished. */
  get unused(): boolean {
    return this.queue.empty && this.running === 0 && this.reserved.live + this.reserved.bulk === 0;
  }

  /** Most live texts in the next batch. */
  liveTexts(options: QueueOptions): number {
    const dependsOnNeighbours = this.entry.precision === 'int8-dynamic';
    return dependsOnNeighbours && this.queue.depth('live') <= options.liveAloneUpTo ? 1 : options.maxBatchTexts;
  }

  prefix(role: TextRole): string {
    if (role === 'plain') return '';
    return role === 'query' ? this.entry.queryPrefix : this.entry.passagePrefix;
  }
}
