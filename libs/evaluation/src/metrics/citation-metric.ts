import { mean, type Metric } from './metric.ts';

/** Documents that an answer cites and those that answer its question. */
interface Citations {
  readonly cited: ReadonlySet<string>;
  readonly relevant: ReadonlySet<string>;
}

/** A metric of the cited documents: answers given to answerable questions with a relevant document. */
export function citationMetric(name: Metric['name'], score: (citations: Citations) => number): Metric {
  return {
    name,
    direction: 'higher',
    unit: 'share',
    needs: 'answer',
    perQuestion: ({ question, answer }) => {
      if (answer === null || answer.refused || !question.answerable || question.relevant.length === 0) return null;
      return score({ cited: new Set(answer.cited), relevant: new Set(question.relevant) });
    },
    aggregate: mean,
  };
}

export const citedAndRelevant = ({ cited, relevant }: Citations): number =>
  [...cited].filter((document) => relevant.has(document)).length;
