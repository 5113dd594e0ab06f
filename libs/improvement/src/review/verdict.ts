import type { ReviewLabel, ReviewRating, ReviewTask } from '@mingda/contracts';

/** What a label says of the outcome: right, wrong, or neither. */
const verdicts: Readonly<Record<ReviewLabel, boolean | null>> = {
  correct: true,
  'rightly-refused': true,
  partly: null,
  wrong: false,
  'should-have-refused': false,
};

/** What people say of an outcome; null when nobody has said, one is undecided, or two differ. */
export function humanVerdict(ratings: readonly Pick<ReviewRating, 'label'>[]): boolean | null {
  const [first, ...others] = ratings.map((it) => verdicts[it.label]);
  return first === undefined || others.some((it) => it !== first) ? null : first;
}

/** Whether the metrics call an outcome right that a person calls wrong, or the other way round. */
export function disagrees({ metric, ratings }: Pick<ReviewTask, 'metric' | 'ratings'>): boolean {
  return metric !== null && ratings.some((it) => verdicts[it.label] !== null && verdicts[it.label] !== metric.right);
}
