import { innerProduct } from '@mingda/domain';
import type { GoldPassages } from './gold-passages.ts';

export interface RankingQuality {
  /** Mean share of a question's documents among the first 10. */
  readonly recallAt10: number;
  /** Mean normalised discounted cumulative gain over the first 10, a document counts 1 or 0 (Järvelin and Kekäläinen 2002). */
  readonly ndcgAt10: number;
}

const depth = 10;

/** Exact search by inner product: a document ranks by its best passage. Vectors have norm 1 and stand in the order of the set. */
export function rankingQuality(
  { passages, queries }: GoldPassages,
  vectors: { readonly passages: readonly Float32Array[]; readonly queries: readonly Float32Array[] },
): RankingQuality {
  let recall = 0;
  let gain = 0;
  for (const [index, { relevant }] of queries.entries()) {
    const best = new Map<string, number>();
    for (const [at, { document }] of passages.entries()) {
      const score = innerProduct(vectors.queries[index], vectors.passages[at]);
      if (score > (best.get(document) ?? -Infinity)) best.set(document, score);
    }
    const ranked = [...best].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, depth);
    const hits = ranked.map(([document]) => relevant.has(document));
    recall += hits.filter(Boolean).length / relevant.size;
    gain += discounted(hits) / discounted(Array.from({ length: Math.min(depth, relevant.size) }, () => true));
  }
  return { recallAt10: recall / queries.length, ndcgAt10: gain / queries.length };
}

const discounted = (hits: readonly boolean[]): number =>
  hits.reduce((sum, hit, index) => sum + (hit ? 1 / Math.log2(index + 2) : 0), 0);
