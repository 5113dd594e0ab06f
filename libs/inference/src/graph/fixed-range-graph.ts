import { readFile } from 'node:fs/promises';
import { bertGraph, quantizedActivations, type ActivationRange } from './bert-graph.ts';
import { readBertWeights } from './bert-weights.ts';

/** The bytes of the graph with fixed ranges for a file of weights; undefined when the file is not of the kind they fit. */
export async function fixedRangeGraph(
  path: string,
  ranges: readonly ActivationRange[],
): Promise<Uint8Array | undefined> {
  const weights = readBertWeights(await readFile(path));
  return weights !== undefined && ranges.length === quantizedActivations(weights)
    ? bertGraph(weights, ranges)
    : undefined;
}
