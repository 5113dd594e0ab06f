import { falseRefusalRate } from './false-refusal-rate.metric.ts';
import { mean, type Metric } from './metric.ts';
import { decidedRightly, meanOf } from './refusal-f1.metric.ts';
import { refusalRecall } from './refusal-recall.metric.ts';

/**
 * Mean of the shares of unanswerable questions refused and of answerable ones not refused: 0.5 for refusing everything
 * and for refusing nothing, whatever the mix of questions. Null unless both kinds are there.
 */
export const refusalBalancedAccuracy: Metric = {
  name: 'refusalBalancedAccuracy',
  direction: 'higher',
  unit: 'share',
  needs: 'answer',
  perQuestion: decidedRightly,
  aggregate: mean,
  summarize: (outcomes) => {
    const refused = meanOf(refusalRecall, outcomes);
    const wronglyRefused = meanOf(falseRefusalRate, outcomes);
    return refused === null || wronglyRefused === null ? null : (refused + 1 - wronglyRefused) / 2;
  },
};
