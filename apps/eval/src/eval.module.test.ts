import type { Engine } from '@mingda/engine';
import { describe, expect, it } from 'vitest';
import { startEval } from './start-eval.ts';

/** A named fake of the opened engine: the queue hands over one job and remembers what was asked of it. */
function scriptedEngine() {
  const calls: string[] = [];
  const engine = {
    queue: {
      work: async (
        name: string,
        options: { concurrency: number; exhausted: (payload: { evaluationId: string }, error: Error) => Promise<void> },
        handler: (payload: { evaluationId: string }, signal: AbortSignal) => Promise<void>,
      ) => {
        calls.push(`work ${name} by ${options.concurrency}`);
        await handler({ evaluationId: 'e1' }, new AbortController().signal);
        await options.exhausted({ evaluationId: 'e2' }, new Error('the last try failed'));
      },
      stop: async () => {
        calls.push('stop');
      },
    },
    runEvaluation: {
      execute: async (id: string, signal?: AbortSignal) => {
        calls.push(`run ${id}, can be stopped: ${signal !== undefined}`);
      },
      giveUp: async (id: string, error: Error) => {
        calls.push(`give up ${id}: ${error.message}`);
      },
    },
    requeueUnfinished: async () => {
      calls.push('requeue');
    },
  };
  return { calls, engine: engine as unknown as Engine };
}

describe('the eval service', () => {
  it('works evaluations one at a time, takes up unfinished ones, and stops its queue', async () => {
    const { calls, engine } = scriptedEngine();
    const running = await startEval(engine);
    expect(calls).toEqual([
      'work run-evaluation by 1',
      'run e1, can be stopped: true',
      'give up e2: the last try failed',
      'requeue',
    ]);
    await running.close();
    expect(calls.at(-1)).toBe('stop');
  });
});
