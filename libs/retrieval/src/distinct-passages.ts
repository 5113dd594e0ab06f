import type { AccessScope, Profile } from '@mingda/contracts';
import type { Candidate } from '@mingda/database';
import { collapseDuplicates } from '@mingda/domain';
import type { CrossEncoder } from '@mingda/models';
import { crossRank } from './cross-rank.ts';
import type { FoundPassage } from './found-passage.ts';
import { orderPassages, rankingDepth, type OrderingContext } from './order-passages.ts';
import type { PassageCache } from './passage-cache.ts';
import type { ReadQuestion } from './read-question.ts';

type FusedCandidate = Candidate & { readonly score: number };

interface Wanted {
  readonly passages: PassageCache;
  /** Of the index. */
  readonly scope: AccessScope;
  readonly settings: Profile['retrieval'];
  readonly context: OrderingContext & { readonly question: ReadQuestion };
  readonly crossEncoder: CrossEncoder | undefined;
  /** Passages that the caller wants. */
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
}

interface DistinctPassages {
  readonly passages: readonly FoundPassage[];
  /** Cross-encoder that read some of them; null where none did. */
  readonly model: string | null;
}

/**
 * The best passages of the fused order, read and in their final order, near-duplicates shown once. Where that leaves fewer than wanted, twice as many
 * are read, and so on: those that stood before keep their order.
 * @throws MingdaError those of `CrossEncoder.score`
 */
export async function distinctPassages(fused: readonly FusedCandidate[], wanted: Wanted): Promise<DistinctPassages> {
  const { scope, settings, context, crossEncoder, limit, signal } = wanted;
  const { question } = context;
  for (let depth = Math.max(limit, rankingDepth, settings.crossEncoderDepth); ; depth *= 2) {
    const read = await readInOrder(wanted.passages, scope, fused.slice(0, depth));
    const ordered = orderPassages(read, settings, context);
    const crossed = await crossRank(ordered, { crossEncoder, depth: settings.crossEncoderDepth, question, signal });
    const passages = settings.collapseDuplicates
      ? collapseDuplicates(crossed.passages)
      : crossed.passages.map((it) => ({ ...it, alsoIn: [] }));
    if (passages.length >= limit || depth >= fused.length) return { passages, model: crossed.model };
  }
}

async function readInOrder(
  passages: PassageCache,
  scope: AccessScope,
  fused: readonly FusedCandidate[],
): Promise<Omit<FoundPassage, 'alsoIn' | 'cross'>[]> {
  const stored = await passages.read(
    scope,
    fused.map((it) => it.chunkId),
  );
  const byId = new Map(stored.map((passage) => [passage.chunkId, passage]));
  // A passage deleted between the two statements is gone from the answer as well.
  return fused.flatMap(({ chunkId, score, dense, lexical }) => {
    const passage = byId.get(chunkId);
    return passage === undefined ? [] : [{ ...passage, score, dense, lexical }];
  });
}
