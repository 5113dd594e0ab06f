import type { Engine } from '@mingda/engine';
import { describe, expect, it } from 'vitest';
import { startEval } from './start-eval.ts';

type Payload = Readonly<Record<string, string>>;

/** A named fake of the opened engine: the queue hands over one job of each kind and remembers what was asked of it. */
function scriptedEngine() {
  const calls: string[] = [];
  const note = (what: string) => async (id: string) => {
    calls.push(`${what} ${id}`);
  };
  const payload = (id: string): Payload => ({ evaluationId: id, scheduleId: id, deliveryId: id });
  const engine = {
    queue: {
      work: async (
        name: string,
        options: { concurrency: number; exhausted: (payload: Payload, error: Error) => Promise<void> },
        handler: (payload: Payload, signal: AbortSignal) => Promise<void>,
      ) => {
        calls.push(`work ${name} by ${options.concurrency}`);
        await handler(payload('1'), new AbortController().signal);
        await options.exhausted(payload('2'), new Error('the last try failed'));
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
    reporting: {
      fireSchedule: { execute: note('fire'), lookAgain: note('look again at') },
      advanceReport: { execute: note('advance'), giveUp: note('give up run of') },
      deliverReport: { execute: note('deliver'), giveUp: note('give up delivery') },
    },
    requeueUnfinished: async () => {
      calls.push('requeue');
    },
  };
  return { calls, engine: engine as unknown as Engine };
}

describe('the eval service', () => {
  it('works evaluations one at a time and reports, takes up unfinished ones, and stops its queue', async () => {
    const { calls, engine } = scriptedEngine();
    const running = await startEval(engine);
    expect(calls).toEqual([
      'work run-evaluation by 1',
      'run 1, can be stopped: true',
      'give up 2: the last try failed',
      'work fire-schedule by 1',
      'fire 1',
      'look again at 2',
      'work advance-report by 2',
      'advance 1',
      'give up run of 2',
      'work deliver-report by 2',
      'deliver 1',
      'give up delivery 2',
      'requeue',
    ]);
    await running.close();
    expect(calls.at(-1)).toBe('stop');
  });
});
