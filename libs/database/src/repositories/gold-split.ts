import { createHash } from 'node:crypto';
import type { GoldSplit } from '@mingda/contracts';

/**
 * The split of an item by the sha256 of its key, half of them each: the same on every machine, whatever else is in the
 * set, so that a question never wanders from what is tuned on to what is reported.
 */
export function goldSplitOf(key: string): GoldSplit {
  const [first = 0] = createHash('sha256').update(key).digest();
  return first < 128 ? 'tune' : 'test';
}
