import { MingdaError } from '@mingda/platform';
import { describe, expect, it } from 'vitest';
import { retryDelayMs, retryPlanOf } from './retry-plan.ts';

const planOf = (code: ConstructorParameters<typeof MingdaError>[0]) => retryPlanOf(new MingdaError(code));

describe('trying an import again', () => {
  it('depends on the cause: never for the file, long for what is remote, a few times for our own faults', () => {
    expect(planOf('FILE_CORRUPT')).toBeNull();
    expect(planOf('FILE_ENCRYPTED')).toBeNull();
    expect(planOf('INFERENCE_UNAVAILABLE')?.attempts).toBe(16);
    expect(planOf('DATABASE_UNAVAILABLE')?.attempts).toBe(16);
    expect(planOf('INTERNAL')?.attempts).toBe(5);
  });

  it('waits twice as long each time, up to a bound, and never quite the same', () => {
    const plan = planOf('INTERNAL');
    if (plan === null) throw new Error('no plan');
    expect([1, 2, 3, 4, 5, 6, 7].map((failed) => retryDelayMs(plan, failed, 0) / 1000)).toEqual([
      2, 4, 8, 16, 32, 60, 60,
    ]);
    expect(retryDelayMs(plan, 1, 1)).toBe(2200);
  });
});
