import type { AccessScope } from '@mingda/contracts';
import { toMingdaError, type Logger } from '@mingda/platform';
import type { WriteFaq } from './faq/write-faq.ts';
import type { GroupQuestions } from './gap/group-questions.ts';
import type { SaveIntents } from './intents/save-intents.ts';
import type { NoticeAnswers } from './notice-answers.ts';
import type { ReviewAnswers } from './review/review-answers.ts';

interface Dependencies {
  /** The scope of one collection, for a job that has no caller; null when it was deleted. */
  readonly scopeOf: (collectionId: string) => Promise<AccessScope | null>;
  readonly writeFaq: WriteFaq;
  readonly groupQuestions: GroupQuestions;
  readonly saveIntents: SaveIntents;
  readonly reviewAnswers: ReviewAnswers;
  readonly notice: NoticeAnswers;
  readonly logger: Logger;
}

/**
 * Looks through what is new in a collection's log: groups gaps, draws reviews, and keeps approved answers, intents and gaps
 * comparable with what is asked. Running it again is harmless.
 */
export class ImproveCollection {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async execute(collectionId: string, signal: AbortSignal): Promise<void> {
    const { scopeOf, writeFaq, groupQuestions, saveIntents, reviewAnswers, notice } = this.#dependencies;
    const scope = await scopeOf(collectionId);
    if (scope === null) return;
    await this.#try(collectionId, signal, () => writeFaq.embedOutdated(scope, collectionId, signal));
    await this.#try(collectionId, signal, () => saveIntents.trainOutdated(scope, collectionId, signal));
    await this.#try(collectionId, signal, () => groupQuestions.embedOutdated(scope, collectionId, signal));
    const { more } = await groupQuestions.execute(scope, collectionId, signal);
    await reviewAnswers.draw(scope, collectionId, { today: false });
    if (more) notice.changed(collectionId);
  }

  /** What a retry would not mend is logged and keeps nothing else from being done. */
  async #try(collectionId: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (signal.aborted || toMingdaError(error).entry.retryable) throw error;
      this.#dependencies.logger.warn({ err: error, collectionId }, 'stored questions could not be read again');
    }
  }
}
