import type { AccessScope, Answer, Turn } from '@mingda/contracts';
import type { Database, GapGroupingRepository, GapRepository } from '@mingda/database';
import type { JobQueue } from '@mingda/queue';
import { isImproved, measuredQuestionId } from './gap-rules.ts';

interface Dependencies {
  readonly database: Database;
  readonly gaps: GapRepository;
  readonly grouping: GapGroupingRepository;
  readonly queue: JobQueue;
  /** The one answering path. */
  readonly ask: (
    scope: AccessScope,
    request: { collectionId: string; question: string; externalId: string; turns: readonly Turn[] },
    signal: AbortSignal,
  ) => Promise<Answer>;
}

/** Asks the questions of a gap again; it closes only when every one of them improved. */
export class MeasureGap {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** Marks the gap and queues the measurement, both or neither. @throws MingdaError `GAP_NOT_FOUND` */
  async start(scope: AccessScope, gapId: string): Promise<void> {
    const { database, gaps, queue } = this.#dependencies;
    await database.transaction(async (tx) => {
      await gaps.startMeasuring(scope, gapId, tx);
      await queue.send('measure-gap', { gapId }, { tx, key: gapId });
    });
  }

  /** A gap that no longer waits is left alone; after a crash all questions are asked again. */
  async execute(gapId: string, signal: AbortSignal): Promise<void> {
    const { gaps, grouping, ask } = this.#dependencies;
    const work = await grouping.measuring(gapId);
    if (work === null) return;
    const { scope, collectionId } = work;
    const questions = await gaps.questions(scope, gapId);
    let improvedCount = 0;
    for (const question of questions) {
      signal.throwIfAborted();
      const turns = await gaps.turnsBefore(scope, question.answerId);
      const externalId = measuredQuestionId(gapId, question.answerId);
      const answer = await ask(scope, { collectionId, question: question.question, externalId, turns }, signal);
      const improved = isImproved(question, answer);
      if (improved) improvedCount += 1;
      const { outcome, text, confidence, answerer } = answer;
      const after = { outcome, text, confidence, answerer };
      await grouping.saveAfter(scope, gapId, { answerId: question.answerId, after, improved });
    }
    const measurement = { at: new Date().toISOString(), asked: questions.length, improved: improvedCount };
    const state = improvedCount === questions.length ? 'closed' : 'open';
    await grouping.finish(scope, gapId, { state, measurement });
  }
}
