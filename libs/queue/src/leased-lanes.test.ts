import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLogger } from '@mingda/platform';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LeasedLanes, type Lease } from './leased-lanes.ts';

const long = 3_600_000;
const settings = {
  lanes: 12,
  largeLanes: 2,
  renewMs: long,
  pollMs: long,
  idleMs: long,
  slowMs: long,
  graceMs: 1,
  stopMs: 1,
};

let waiting: Lease[];
let looks: number;
let ran: string[];
let lanes: LeasedLanes<Lease>;

beforeEach(() => {
  waiting = [];
  looks = 0;
  ran = [];
  lanes = new LeasedLanes<Lease>(
    {
      claim: async () => {
        looks += 1;
        return waiting.shift() ?? null;
      },
      nextIn: async () => Infinity,
      renew: async (ids) => new Set(ids),
      run: async ({ leaseId }) => void ran.push(leaseId),
      stopped: async () => undefined,
      release: async () => undefined,
    },
    settings,
    createLogger({ logLevel: 'silent' }, 'test'),
  );
});
afterEach(() => lanes.stop());

/** Long enough for every lane to look and to rest again. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await nextTurn();
}

const lease = (leaseId: string): Lease => ({ leaseId, large: false });

test('where nothing waits, one look stands for all lanes', async () => {
  lanes.start();
  await settled();
  expect(looks).toBe(1);
  lanes.wake();
  await settled();
  expect(looks).toBe(2);
});

test('what comes is taken at once, and its end has one lane look again', async () => {
  lanes.start();
  await settled();
  waiting.push(lease('one'), lease('two'));
  looks = 0;
  lanes.wake();
  await settled();
  expect(ran).toEqual(['one', 'two']);
  // Both are taken, the next lane finds nothing; each that ends looks again.
  expect(looks).toBeLessThanOrEqual(5);
});
