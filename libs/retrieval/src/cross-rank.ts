import { reorderByScores } from '@mingda/domain';
import type { CrossEncoder } from '@mingda/models';
import type { ReadQuestion } from './read-question.ts';
import type { ScoredPassage } from './order-passages.ts';

export interface CrossRanking<T> {
  readonly passages: readonly T[];
  /** The model that read them; null where none did. */
  readonly model: string | null;
}

interface Reading {
  readonly crossEncoder: CrossEncoder | undefined;
  /** Passages that it reads; 0 leaves it out. */
  readonly depth: number;
  readonly question: Pick<ReadQuestion, 'text' | 'lang' | 'vectors'>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Third ranking, where a cross-encoder is configured: it reads the first passages together with the question. Passages in a
 * language that another model is for keep their places.
 * @throws MingdaError those of `CrossEncoder.score`
 */
export async function crossRank<T extends ScoredPassage>(
  passages: readonly T[],
  { crossEncoder, depth, question, signal }: Reading,
): Promise<CrossRanking<T & { readonly cross: number | null }>> {
  const model = depth === 0 ? undefined : crossEncoder?.modelFor(question.lang);
  const unread = { passages: passages.map((it) => ({ ...it, cross: null })), model: null };
  if (crossEncoder === undefined || model === undefined) return unread;
  const read = passages.slice(0, depth).filter((it) => crossEncoder.modelFor(it.lang) === model);
  if (read.length === 0) return unread;
  const texts = read.map(asRead);
  const query = asAsked(question);
  const { scores } = await crossEncoder.score({ model, query, texts, priority: 'live', signal });
  const byId = new Map(read.map(({ chunkId }, index) => [chunkId, scores[index]]));
  const judged = passages.map((it) => ({ ...it, cross: byId.get(it.chunkId) ?? null }));
  return {
    passages: reorderByScores(
      judged,
      judged.map(({ cross }) => cross),
    ),
    model,
  };
}

/** A question that points back is read with the one before it. */
function asAsked({ text, vectors }: Reading['question']): string {
  return vectors.find(({ inContext }) => inContext !== undefined)?.inContext?.text ?? text;
}

/** A passage often does not name what it is about; its title and headings do. */
function asRead({ title, headingPath, text }: ScoredPassage): string {
  return [...new Set([title, ...headingPath].filter((it) => it !== '')), text].join('\n');
}
