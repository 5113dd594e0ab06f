import { describe, expect, it } from 'vitest';
import { goldSplitOf } from './gold-split.ts';

describe('the split of an item', () => {
  it('is the same for the same key, and about half of all keys each', () => {
    const splits = Array.from({ length: 10_000 }, (_, n) => goldSplitOf(`key ${n}`));
    expect(splits.filter((it) => it === 'tune').length).toBeGreaterThan(4800);
    expect(splits.filter((it) => it === 'test').length).toBeGreaterThan(4800);
    expect(goldSplitOf('TRIAL_800_QUERY_0')).toBe('test');
  });
});
