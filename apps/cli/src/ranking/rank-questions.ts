import type { AccessScope, Collection, GoldQuestion, Profile } from '@mingda/contracts';
import type { Engine } from '@mingda/engine';
import { hitAt, normalizedGain } from '@mingda/evaluation';

/** Where the documents that answer one question stand. */
export interface RankedQuestion {
  readonly id: string;
  /** 1 or 0: a right document among the first 1, 5 and 10. */
  readonly hits: { readonly at1: number; readonly at5: number; readonly at10: number };
  /** 1 / rank of the first right document; 0 beyond 10. */
  readonly reciprocalRank: number;
  readonly gainAt10: number;
}

export interface RankingRun {
  readonly collection: Collection;
  readonly questions: readonly GoldQuestion[];
  /** In place of the profile's. */
  readonly settings: Profile['retrieval'];
}

/** Passages asked for: enough for ten distinct documents in most collections. */
const passages = 50;
/** Questions asked at once. */
const atOnce = 4;

/** Questions whose place can be judged: some document answers them. */
export const rankable = (questions: readonly GoldQuestion[]): GoldQuestion[] =>
  questions.filter((it) => it.answerable && it.relevant.length > 0);

/** Ranks documents for each question by the product's own search, in the order of the questions. */
export async function rankQuestions(
  engine: Engine,
  { collection, questions, settings }: RankingRun,
  onProgress: (done: number) => void,
): Promise<RankedQuestion[]> {
  const scope: AccessScope = { tenantId: engine.tenantId };
  const ranked = new Array<RankedQuestion>(questions.length);
  let next = 0;
  let done = 0;
  const ask = async (): Promise<void> => {
    while (next < questions.length) {
      const at = next;
      next += 1;
      const { id, question: query, turns, relevant } = questions[at];
      const found = await engine.retrieve.execute(scope, {
        collectionId: collection.id,
        query,
        limit: passages,
        settings,
        ...(turns === undefined ? {} : { turns }),
      });
      ranked[at] = rankedQuestion(id, [...new Set(found.passages.map((it) => it.sourceKey))], relevant);
      done += 1;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return ranked;
}

function rankedQuestion(id: string, documents: readonly string[], right: readonly string[]): RankedQuestion {
  const relevant = new Set(right);
  const ranking = { documents, relevant };
  const first = documents.slice(0, 10).findIndex((it) => relevant.has(it));
  return {
    id,
    hits: { at1: hitAt(1, ranking), at5: hitAt(5, ranking), at10: hitAt(10, ranking) },
    reciprocalRank: first < 0 ? 0 : 1 / (first + 1),
    gainAt10: normalizedGain(documents, new Map(right.map((it) => [it, 1])), 10),
  };
}

export interface RankingFigures {
  readonly recallAt1: number;
  readonly recallAt5: number;
  readonly mrr: number;
  readonly ndcgAt10: number;
}

/** Means over the questions; 0 without any. */
export function rankingFigures(ranked: readonly RankedQuestion[]): RankingFigures {
  const mean = (value: (it: RankedQuestion) => number): number =>
    ranked.reduce((sum, it) => sum + value(it), 0) / Math.max(1, ranked.length);
  return {
    recallAt1: mean((it) => it.hits.at1),
    recallAt5: mean((it) => it.hits.at5),
    mrr: mean((it) => it.reciprocalRank),
    ndcgAt10: mean((it) => it.gainAt10),
  };
}
