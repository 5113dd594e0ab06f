import type { AccessScope, ClaimedReview, GiveRating, ReviewSummary, ReviewTask } from '@mingda/contracts';
import type { CollectionRepository, ReviewRepository, ReviewRuleRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import { agreementOf } from './cohen-kappa.ts';
import { disagrees, humanVerdict } from './verdict.ts';

/** How long a task is held for the one who took it. */
const leaseSeconds = 600;

interface Dependencies {
  readonly collections: CollectionRepository;
  readonly reviews: ReviewRepository;
  readonly rules: ReviewRuleRepository;
}

/** People judge answers: what is drawn, who rates it, and what the ratings say together. */
export class ReviewAnswers {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Draws tasks by the collection's rule; a rule that is switched off draws nothing.
   * @param today takes answers of the unfinished day into the sample as well
   * @returns the number of new tasks
   * @throws MingdaError `COLLECTION_NOT_FOUND`
   */
  async draw(scope: AccessScope, collectionId: string, { today }: { readonly today: boolean }): Promise<number> {
    const { collections, rules } = this.#dependencies;
    const collection = await collections.get(scope, collectionId);
    if (collection === null) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    const rule = await rules.get(scope, collectionId);
    if (!rule.enabled) return 0;
    return rules.draw(scope, collectionId, { rule, threshold: collection.profile.answering.threshold, today });
  }

  /** What others said of the answer is not shown: a second opinion is worth something only when it is one. */
  async claim(
    scope: AccessScope,
    given: { readonly collectionId?: string | undefined; readonly rater: string; readonly except?: readonly string[] },
  ): Promise<ClaimedReview> {
    const { task, waiting } = await this.#dependencies.reviews.claim(scope, { ...given, leaseSeconds });
    return { task: task === null ? null : { ...task, ratings: [] }, leftForYou: waiting, leaseSeconds };
  }

  /** A first rating that contradicts the metrics asks for a second person. @throws MingdaError `REVIEW_NOT_FOUND`, `REVIEW_TAKEN` */
  async rate(
    scope: AccessScope,
    taskId: string,
    given: { readonly rater: string; readonly rating: GiveRating },
  ): Promise<ReviewTask> {
    const disputes = (task: ReviewTask): boolean => task.ratings.length < 2 && disagrees(task);
    return this.#dependencies.reviews.rate(scope, taskId, { ...given, disputes });
  }

  async summary(scope: AccessScope, collectionId?: string): Promise<ReviewSummary> {
    const { reviews } = this.#dependencies;
    const { tasks, labels } = await reviews.counts(scope, collectionId);
    const total = (state: 'open' | 'done') =>
      tasks.filter((it) => it.state === state).reduce((sum, it) => sum + it.count, 0);
    const byReason: ReviewSummary['byReason'] = {};
    for (const { reason, count } of tasks) byReason[reason] = (byReason[reason] ?? 0) + count;
    return {
      open: total('open'),
      done: total('done'),
      byReason,
      byLabel: Object.fromEntries(labels.map(({ label, count }) => [label, count])),
      grounded: {
        yes: labels.reduce((sum, it) => sum + it.grounded, 0),
        no: labels.reduce((sum, it) => sum + it.ungrounded, 0),
      },
      agreement: agreementOf(await reviews.doubleRatings(scope, collectionId)),
    };
  }

  /** Evaluated answers on which the metrics and a person differ, and how many were compared. */
  async disagreements(scope: AccessScope, collectionId?: string): Promise<{ items: ReviewTask[]; compared: number }> {
    const rated = await this.#dependencies.reviews.ratedWithMetric(scope, collectionId);
    return { items: rated.filter(disagrees).slice(0, 200), compared: rated.length };
  }

  /**
   * Rated answers with their references as JSON lines (`lang`, `answer`, `references`, `good`), which a pass mark is fitted on.
   * Refusals, and answers that people call half right or differ about, teach nothing and are left out.
   */
  async ratingLines(scope: AccessScope, collectionId?: string): Promise<string[]> {
    const rated = await this.#dependencies.reviews.ratedWithMetric(scope, collectionId);
    return rated.flatMap(({ answer, metric, ratings }) => {
      const good = humanVerdict(ratings);
      if (good === null || metric === null || metric.references.length === 0 || answer.outcome === 'refused') return [];
      const line = { lang: answer.lang, answer: answer.text, references: metric.references, good };
      return [`${JSON.stringify(line)}\n`];
    });
  }
}
