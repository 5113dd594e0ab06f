import type { AccessScope, Answer } from '@mingda/contracts';
import type { Logger } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';

/** A burst of answers becomes one job. */
const pauseMs = 1_000;

/**
 * Queues the work that follows from answers and feedback, off the asker's way. What is lost with the process is found
 * again: the jobs look at the log, not at what they were sent for.
 */
export class NoticeAnswers {
  readonly #queue: Pick<JobQueue, 'send'>;
  readonly #logger: Logger;
  readonly #waiting = new Map<string, NodeJS.Timeout>();

  constructor(dependencies: { readonly queue: Pick<JobQueue, 'send'>; readonly logger: Logger }) {
    this.#queue = dependencies.queue;
    this.#logger = dependencies.logger;
  }

  /** Evaluated questions change nothing. */
  answered = (_scope: AccessScope, collectionId: string, answer: Answer): void => {
    if (answer.externalId?.startsWith('evaluation:') !== true) this.changed(collectionId);
  };

  /** Something about the collection's answers is new, such as feedback. */
  changed(collectionId: string): void {
    if (this.#waiting.has(collectionId)) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(collectionId);
      this.#queue
        .send('improve-collection', { collectionId }, { key: collectionId })
        .catch((error: unknown) =>
          this.#logger.warn({ err: error, collectionId }, 'the log could not be looked through'),
        );
    }, pauseMs);
    timer.unref();
    this.#waiting.set(collectionId, timer);
  }

  /** Forgets what waits; the next start finds it in the log. */
  close(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }
}
