import { mean, type Metric } from './metric.ts';
import type { QuestionOutcome } from './question-outcome.ts';

type Similarity = NonNullable<QuestionOutcome['similarity']>;

/** A part of BERTScore against the best reference; the mean over the questions that were scored. */
export function similarityMetric(name: Metric['name'], part: keyof Similarity): Metric {
  return {
    name,
    direction: 'higher',
    unit: 'score',
    needs: 'similarity',
    perQuestion: (outcome) => outcome.similarity?.[part] ?? null,
    aggregate: mean,
  };
}
