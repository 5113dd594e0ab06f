import { gateMeasures, type GateMargins, type QuestionResult } from '@mingda/contracts';
import { decideGate, mulberry32 } from '@mingda/evaluation';

export interface TrialRun {
  readonly scenario: string;
  /** A regression that was planted, or a change that must pass. */
  readonly planted: boolean;
  readonly questions: readonly QuestionResult[];
}

export interface TrialResult {
  readonly scenario: string;
  readonly planted: boolean;
  readonly repetitions: number;
  /** Repetitions in which the gate said the wrong thing. */
  readonly mistakes: number;
  /** What the gate says of all questions together. */
  readonly whole: { readonly outcome: string; readonly differences: Readonly<Record<string, number | null>> };
}

export interface TrialOptions {
  readonly repetitions: number;
  readonly margins: GateMargins;
  readonly confidence: number;
}

/**
 * How often the gate is wrong. One repetition draws half of the questions without replacement (by its number as the
 * seed), decides on them with a bootstrap of the same seed, and is wrong when a planted regression passes or a harmless
 * change does not. Outcomes are those of one run of each scenario: what varies is the questions, not the import.
 */
export function gateTrial(
  baseline: readonly QuestionResult[],
  runs: readonly TrialRun[],
  { repetitions, margins, confidence }: TrialOptions,
): TrialResult[] {
  const rule = { margins, confidence, minQuestions: 5 };
  return runs.map(({ scenario, planted, questions }) => {
    let mistakes = 0;
    for (let seed = 1; seed <= repetitions; seed += 1) {
      const half = randomHalf(baseline, seed);
      const passed = decideGate(half, questions, { ...rule, seed }).outcome === 'passed';
      if (passed === planted) mistakes += 1;
    }
    const whole = decideGate(baseline, questions, rule);
    const differences = Object.fromEntries(
      gateMeasures.map((name) => [name, whole.checks.find((it) => it.measure === name)?.difference ?? null]),
    );
    return { scenario, planted, repetitions, mistakes, whole: { outcome: whole.outcome, differences } };
  });
}

/** Half of the items, by a shuffle (Fisher-Yates) of the seed. */
export function randomHalf<T>(items: readonly T[], seed: number): T[] {
  const random = mulberry32(seed);
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[chosen]] = [shuffled[chosen], shuffled[last]];
  }
  return shuffled.slice(0, Math.ceil(items.length / 2));
}
