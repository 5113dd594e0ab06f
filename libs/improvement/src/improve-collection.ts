import type { AccessScope } from '@mingda/contracts';
import type { GroupQuestions } from './gap/group-questions.ts';
import type { NoticeAnswers } from './notice-answers.ts';
import type { ReviewAnswers } from './review/review-answers.ts';

interface Dependencies {
  /** The scope of one collection, for a job that has no caller; null when it was deleted. */
  readonly scopeOf: (collectionId: string) => Promise<AccessScope | null>;
  readonly groupQuestions: GroupQuestions;
  readonly reviewAnswers: ReviewAnswers;
  readonly notice: NoticeAnswers;
}

/** Looks through what is new in a collection's log: groups gaps, draws reviews. Running it again is harmless. */
export class ImproveCollection {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async execute(collectionId: string, signal: AbortSignal): Promise<void> {
    const { scopeOf, groupQuestions, reviewAnswers, notice } = this.#dependencies;
    const scope = await scopeOf(collectionId);
    if (scope === null) return;
    const { more } = await groupQuestions.execute(scope, collectionId, signal);
    await reviewAnswers.draw(scope, collectionId, { today: false });
    if (more) notice.changed(collectionId);
  }
}
