import { createHash } from 'node:crypto';
import type { AccessScope, GoldQuestion, RunConfiguration } from '@mingda/contracts';
import type { OutcomeRepository } from '@mingda/database';
import { fingerprintOf } from '../gold-set/select-questions.ts';
import type { QuestionOutcome } from '../metrics/question-outcome.ts';

export interface RememberedOutcome {
  readonly outcome: QuestionOutcome;
  /** Taken from an earlier run; without a latency then. */
  readonly reused: boolean;
}

/** Where a run keeps its outcomes while it goes, and finds those it need not ask for. */
export interface OutcomeMemory {
  /** By question id. */
  recall(questions: readonly GoldQuestion[]): Promise<ReadonlyMap<string, RememberedOutcome>>;
  /** @throws RunCancelled when nobody wants the run any more */
  keep(outcomes: readonly RememberedOutcome[]): Promise<void>;
}

/** The run was cancelled while it went. */
export class RunCancelled extends Error {}

interface RunMemoryOptions {
  readonly outcomes: OutcomeRepository;
  readonly scope: AccessScope;
  readonly evaluationId: string;
  readonly collectionId: string;
  readonly configuration: RunConfiguration;
  /** Changes with every write of the index, also of equal content. */
  readonly indexStamp: string;
  /** Whether outcomes of earlier runs count. */
  readonly reuse: boolean;
}

/**
 * The memory of a stored run: its own outcomes, for the case that it is interrupted, and with `reuse` those of earlier
 * runs under a key of everything that determines them. A latency is of its moment and is never reused; an outcome that
 * ended in an error is asked again.
 */
export class RunMemory implements OutcomeMemory {
  readonly #options: RunMemoryOptions;

  constructor(options: RunMemoryOptions) {
    this.#options = options;
  }

  async recall(questions: readonly GoldQuestion[]): Promise<ReadonlyMap<string, RememberedOutcome>> {
    const { outcomes, evaluationId, scope, reuse } = this.#options;
    const known = new Map<string, RememberedOutcome>();
    const own = await outcomes.load(evaluationId);
    const keys = new Map<string, GoldQuestion>();
    for (const question of questions) {
      const stored = own.get(question.id);
      if (stored === undefined) keys.set(this.#keyOf(question), question);
      else known.set(question.id, { outcome: restored(question, stored.outcome), reused: stored.reused });
    }
    if (!reuse) return known;
    const cached = await outcomes.cached(scope, [...keys.keys()]);
    const reused: RememberedOutcome[] = [];
    for (const [key, outcome] of cached) {
      const question = keys.get(key);
      if (question !== undefined) reused.push({ outcome: withoutLatency(restored(question, outcome)), reused: true });
    }
    await this.#save(reused);
    for (const it of reused) known.set(it.outcome.question.id, it);
    return known;
  }

  async keep(given: readonly RememberedOutcome[]): Promise<void> {
    await this.#save(given);
    const { outcomes, scope, collectionId } = this.#options;
    const lasting = given.filter((it) => it.outcome.failure === null);
    const rows = lasting.map(({ outcome }) => ({ key: this.#keyOf(outcome.question), outcome: plain(outcome) }));
    await outcomes.cache(scope, collectionId, rows);
  }

  async #save(given: readonly RememberedOutcome[]): Promise<void> {
    const { outcomes, evaluationId } = this.#options;
    const rows = given.map(({ outcome, reused }) => ({
      questionId: outcome.question.id,
      outcome: plain(outcome),
      reused,
    }));
    if (!(await outcomes.save(evaluationId, rows))) throw new RunCancelled();
  }

  #keyOf(question: GoldQuestion): string {
    const { configuration, indexStamp, collectionId } = this.#options;
    const { profile, models, prompts, code, metrics } = configuration;
    const decisive = [collectionId, indexStamp, profile.settings, models, prompts, code, metrics];
    return createHash('sha256')
      .update(fingerprintOf([question]))
      .update(JSON.stringify(decisive))
      .digest('hex');
  }
}

function plain(outcome: QuestionOutcome): Omit<QuestionOutcome, 'question'> {
  const { question, ...rest } = outcome;
  return question === undefined ? outcome : rest;
}

function restored(question: GoldQuestion, stored: unknown): QuestionOutcome {
  return { question, ...(stored as Omit<QuestionOutcome, 'question'>) };
}

function withoutLatency(outcome: QuestionOutcome): QuestionOutcome {
  return outcome.answer === null ? outcome : { ...outcome, answer: { ...outcome.answer, latencyMs: null } };
}
