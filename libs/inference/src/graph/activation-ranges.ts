import { z } from 'zod';
import fitted from './activation-ranges.json' with { type: 'json' };
import type { ActivationRange } from './bert-graph.ts';

const schema = z.record(z.string(), z.array(z.tuple([z.number(), z.number()])).readonly());
const bySha256 = schema.parse(fitted);

/**
 * Ranges of the activations of the weights with this SHA-256, in the order of `bertGraph`, fitted by
 * `tools/fit-ranges.ts`; undefined for weights that were not fitted.
 */
export function activationRanges(sha256: string): readonly ActivationRange[] | undefined {
  return bySha256[sha256];
}
