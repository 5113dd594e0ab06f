import { equalAtoms, readAtoms } from '@mingda/domain';
import { comparedText, referenceAtoms } from './correctness.ts';
import { mean, remembered, type Metric } from './metric.ts';

/** The answer says what a reference says and nothing else; numbers and dates by value. A refusal and an error are 0. */
export const exactMatch: Metric = remembered({
  name: 'exactMatch',
  direction: 'higher',
  unit: 'share',
  needs: 'answer',
  perQuestion: (outcome) => {
    const references = referenceAtoms(outcome.question);
    const text = comparedText(outcome);
    if (!outcome.question.answerable || references.length === 0 || text === null) return null;
    const atoms = readAtoms(text);
    return references.some((reference) => equalAtoms(atoms, reference)) ? 1 : 0;
  },
  aggregate: mean,
});
