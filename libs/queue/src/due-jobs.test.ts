import { createLogger } from '@mingda/platform';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DueJobs } from './due-jobs.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');
const minute = 60_000;

let looks: number;
let waiting: { name: string; at: number }[];
let woken: string[];
let due: DueJobs;

beforeEach(() => {
  vi.useFakeTimers();
  [looks, waiting, woken] = [0, [], []];
  due = new DueJobs({
    runner: {
      executeSql: async () => {
        looks += 1;
        return { rows: waiting.map(({ name, at }) => ({ name, seconds: (at - Date.now()) / 1000 })) };
      },
    },
    wake: (name) => {
      woken.push(name);
      waiting = waiting.filter((it) => it.name !== name);
    },
    lookMs: 10_000,
    logger,
  });
});
afterEach(() => {
  due.stop();
  vi.useRealTimers();
});

test('however many names wait for work, one look in ten seconds is made for all of them', async () => {
  for (const name of ['reindex-collection', 'run-evaluation', 'sweep-repeats'] as const) due.add(name);
  await vi.advanceTimersByTimeAsync(minute);
  expect(looks).toBe(7);
  expect(woken).toEqual([]);
});

test('a job of a later time is woken for when that comes, not at the next look', async () => {
  due.add('sweep-repeats');
  await vi.advanceTimersByTimeAsync(1);
  waiting = [{ name: 'sweep-repeats', at: Date.now() + 3_000 }];
  due.expect(0);
  await vi.advanceTimersByTimeAsync(2_990);
  expect(woken).toEqual([]);
  await vi.advanceTimersByTimeAsync(20);
  expect(woken).toEqual(['sweep-repeats']);
});

test('a job that nobody announced is found by the next look', async () => {
  due.add('sweep-repeats');
  await vi.advanceTimersByTimeAsync(1);
  waiting = [{ name: 'sweep-repeats', at: Date.now() }];
  await vi.advanceTimersByTimeAsync(10_000);
  expect(woken).toEqual(['sweep-repeats']);
});

test('nothing is asked before there is work to do or after the end', async () => {
  due.expect(0);
  await vi.advanceTimersByTimeAsync(minute);
  due.add('sweep-repeats');
  due.stop();
  await vi.advanceTimersByTimeAsync(minute);
  expect(looks).toBe(0);
});
