import { priorities, type Priority } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';

export interface GenerationQueueOptions {
  /** Answers written at the same time. */
  readonly parallel: number;
  /** Requests that may wait, by priority; the next one is refused at once. */
  readonly maxQueued: Readonly<Record<Priority, number>>;
  /** Live requests in a row that may overtake waiting bulk work. */
  readonly liveBurst: number;
}

interface Waiting {
  readonly since: number;
  readonly start: () => void;
}

/** Permits for a model that can only write a few answers at once: live requests go first, bulk ones are not starved. */
export class GenerationQueue {
  readonly #model: string;
  readonly #options: GenerationQueueOptions;
  readonly #lines: Record<Priority, Waiting[]> = { live: [], bulk: [] };
  #running = 0;
  #liveInARow = 0;

  constructor(model: string, options: GenerationQueueOptions) {
    this.#model = model;
    this.#options = options;
  }

  get running(): number {
    return this.#running;
  }

  /** Requests that wait, and the age of the oldest one in milliseconds. */
  line(priority: Priority): { readonly depth: number; readonly oldestMs: number } {
    const line = this.#lines[priority];
    return { depth: line.length, oldestMs: line.length === 0 ? 0 : performance.now() - line[0].since };
  }

  /**
   * Resolves with the function that gives the permit back.
   * @throws MingdaError `INFERENCE_QUEUE_FULL` at once; the signal's reason when it fires while waiting
   */
  async permit(priority: Priority, signal: AbortSignal): Promise<() => void> {
    const line = this.#lines[priority];
    const idle = this.#running < this.#options.parallel;
    if (!idle && line.length >= this.#options.maxQueued[priority]) {
      throw new MingdaError('INFERENCE_QUEUE_FULL', {
        subject: this.#model,
        detail: `${line.length} ${priority} requests wait, at most ${this.#options.maxQueued[priority]}`,
      });
    }
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        since: performance.now(),
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = (): void => {
        this.#lines[priority] = this.#lines[priority].filter((it) => it !== waiting);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#lines[priority].push(waiting);
      this.#pump();
    });
    let given = true;
    return () => {
      if (!given) return;
      given = false;
      this.#running -= 1;
      this.#pump();
    };
  }

  #pump(): void {
    while (this.#running < this.#options.parallel) {
      const priority = this.#next();
      if (priority === undefined) return;
      this.#liveInARow = priority === 'live' ? this.#liveInARow + 1 : 0;
      this.#running += 1;
      this.#lines[priority].shift()?.start();
    }
  }

  #next(): Priority | undefined {
    const { live, bulk } = this.#lines;
    if (bulk.length > 0 && this.#liveInARow >= this.#options.liveBurst) return 'bulk';
    if (live.length > 0) return 'live';
    return priorities.find((priority) => this.#lines[priority].length > 0);
  }
}
