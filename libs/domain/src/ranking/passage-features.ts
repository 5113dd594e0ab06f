import { innerProduct } from '../vectors/inner-product.ts';

/** A candidate of the search as the ranker sees it. */
export interface RankablePassage {
  readonly documentId: string;
  /** Place among the document's chunks. */
  readonly ordinal: number;
  readonly tokens: number;
  readonly modelKey: string;
  /** Cosine similarity with the question; null where the models differ. */
  readonly dense: number | null;
  /** BM25 score. */
  readonly lexical: number;
  /** Fused score, 0-1. */
  readonly score: number;
  readonly sentences: readonly { readonly vector: Float32Array }[];
  /** Hashes of its terms, title and headings included. */
  readonly terms: ReadonlySet<number>;
  /** Hashes of the terms of title and headings alone. */
  readonly titleTerms: ReadonlySet<number>;
}

export interface RankerQuestion {
  /** Its terms once each, with their inverse document frequency. */
  readonly terms: readonly { readonly hash: number; readonly idf: number }[];
  /** By embedding model: the pooled vector, norm 1. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

/** Names of the features, in order; a shipped ranker names the list that it was trained with. */
export const passageFeatureNames = [
  'dense',
  'denseToBest',
  'denseRank',
  'lexical',
  'lexicalToBest',
  'lexicalRank',
  'fused',
  'fusedToBest',
  'bestSentence',
  'bestSentenceToBest',
  'secondSentence',
  'threeSentences',
  'threeSentencesToBest',
  'combined',
  'combinedToBest',
  'coverage',
  'coverageToBest',
  'titleCoverage',
  'titleCoverageToBest',
  'bodyCoverage',
  'rarestHeld',
  'rarestMissing',
  'siblingBest',
  'neighbourBest',
  'siblings',
  'documentCoverage',
  'agreement',
  'agreementToBest',
  'length',
  'questionTerms',
  'questionDense',
  'questionCoverage',
] as const;

export type PassageFeature = (typeof passageFeatureNames)[number];

/** Passages near the top whose best sentences tell what the question is about. */
const feedbackPassages = 4;

/**
 * Features of each passage, in the order given; that is the fused order, best first. Pure; no model is called. All of them
 * are shares, similarities or differences to the best passage of the question, so that a ranker carries over to other
 * collections.
 */
export function passageFeatures(question: RankerQuestion, passages: readonly RankablePassage[]): Float32Array[] {
  const words = wordEvidence(question, passages);
  const similarities = passages.map((it) => sentenceSimilarities(question, it));
  const combined = passages.map((it, at) => (it.score + similarities[at].best) / 2);
  const siblings = siblingEvidence(passages, combined);
  const agreement = agreements(passages, similarities, combined);
  const dense = passages.map((it) => it.dense ?? 0);
  const column: Record<PassageFeature, readonly number[]> = {
    dense,
    denseToBest: toBest(dense),
    denseRank: reciprocalRanks(dense),
    lexical: words.share,
    lexicalToBest: toBest(words.share),
    lexicalRank: reciprocalRanks(words.share),
    fused: passages.map((it) => it.score),
    fusedToBest: toBest(passages.map((it) => it.score)),
    bestSentence: similarities.map((it) => it.best),
    bestSentenceToBest: toBest(similarities.map((it) => it.best)),
    secondSentence: similarities.map((it) => it.second),
    threeSentences: similarities.map((it) => it.three),
    threeSentencesToBest: toBest(similarities.map((it) => it.three)),
    // Fused score and best sentence alike: the plain second ranking.
    combined,
    combinedToBest: toBest(combined),
    coverage: words.coverage,
    coverageToBest: toBest(words.coverage),
    titleCoverage: words.title,
    titleCoverageToBest: toBest(words.title),
    bodyCoverage: words.body,
    rarestHeld: words.rarestHeld,
    rarestMissing: words.rarestMissing,
    siblingBest: siblings.best,
    neighbourBest: siblings.neighbour,
    siblings: siblings.count,
    documentCoverage: words.document,
    agreement,
    agreementToBest: toBest(agreement),
    length: passages.map((it) => Math.log1p(it.tokens)),
    questionTerms: passages.map(() => Math.log1p(question.terms.length)),
    questionDense: passages.map(() => Math.max(...dense)),
    questionCoverage: passages.map(() => Math.max(...words.coverage)),
  };
  const columns = passageFeatureNames.map((name) => column[name]);
  return passages.map((_, at) => Float32Array.from(columns.map((values) => values[at])));
}

const toBest = (values: readonly number[]): number[] => {
  const best = Math.max(...values);
  return values.map((it) => it - best);
};

/** 1, 1/2, 1/3 ... by falling value; equal values keep their order. */
function reciprocalRanks(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).toSorted((left, right) => values[right] - values[left] || left - right);
  const ranks = new Array<number>(values.length);
  for (const [rank, at] of order.entries()) ranks[at] = 1 / (1 + rank);
  return ranks;
}

interface SentenceSimilarities {
  readonly best: number;
  readonly second: number;
  /** Mean of the three best. */
  readonly three: number;
  readonly bestVector: Float32Array | undefined;
}

function sentenceSimilarities(question: RankerQuestion, passage: RankablePassage): SentenceSimilarities {
  const vector = question.vectors.get(passage.modelKey);
  if (vector === undefined || passage.sentences.length === 0)
    return { best: 0, second: 0, three: 0, bestVector: undefined };
  const values = passage.sentences.map((it) => innerProduct(vector, it.vector));
  const [best, second = best, third] = values.toSorted((left, right) => right - left);
  const top = third === undefined ? (values.length === 1 ? [best] : [best, second]) : [best, second, third];
  return {
    best: Math.max(0, best),
    second,
    three: top.reduce((sum, it) => sum + it, 0) / top.length,
    bestVector: passage.sentences[values.indexOf(best)]?.vector,
  };
}

interface WordEvidence {
  /** BM25 score as a share of the most that any passage could reach. */
  readonly share: number[];
  /** Shares of the idf mass of the question's words that some passage holds. */
  readonly coverage: number[];
  readonly title: number[];
  readonly body: number[];
  /** What the candidates of the same document hold together. */
  readonly document: number[];
  /** idf of the rarest term held, and of the rarest one missing, as shares of the largest. */
  readonly rarestHeld: number[];
  readonly rarestMissing: number[];
}

/** The saturated term frequency of BM25 stays below this: k1 + 1. */
const mostWeight = 2.2;

function wordEvidence(question: RankerQuestion, passages: readonly RankablePassage[]): WordEvidence {
  // A word that no passage holds tells none from another.
  const terms = question.terms.filter(({ hash }) => passages.some((it) => it.terms.has(hash)));
  const mass = terms.reduce((sum, it) => sum + it.idf, 0) || 1;
  const largest = terms.reduce((most, it) => Math.max(most, it.idf), 0) || 1;
  const massOf = (held: (hash: number) => boolean): number =>
    terms.reduce((sum, it) => sum + (held(it.hash) ? it.idf : 0), 0) / mass;
  const rarest = (held: (hash: number) => boolean): number =>
    terms.reduce((most, it) => (held(it.hash) ? Math.max(most, it.idf) : most), 0) / largest;
  const documents = new Map<string, Set<number>>();
  for (const it of passages) {
    const held = documents.get(it.documentId) ?? new Set();
    documents.set(it.documentId, held);
    for (const { hash } of terms) if (it.terms.has(hash)) held.add(hash);
  }
  return {
    share: passages.map((it) => it.lexical / (mass * mostWeight)),
    coverage: passages.map((it) => massOf((hash) => it.terms.has(hash))),
    title: passages.map((it) => massOf((hash) => it.titleTerms.has(hash))),
    body: passages.map((it) => massOf((hash) => it.terms.has(hash) && !it.titleTerms.has(hash))),
    document: passages.map((it) => massOf((hash) => documents.get(it.documentId)?.has(hash) === true)),
    rarestHeld: passages.map((it) => rarest((hash) => it.terms.has(hash))),
    rarestMissing: passages.map((it) => rarest((hash) => !it.terms.has(hash))),
  };
}

interface SiblingEvidence {
  readonly best: number[];
  readonly neighbour: number[];
  readonly count: number[];
}

/** What the other candidates of the same document say. */
function siblingEvidence(passages: readonly RankablePassage[], combined: readonly number[]): SiblingEvidence {
  const best: number[] = [];
  const neighbour: number[] = [];
  const count: number[] = [];
  for (const [at, passage] of passages.entries()) {
    let highest = 0;
    let beside = 0;
    let members = 0;
    for (const [other, it] of passages.entries()) {
      if (other === at || it.documentId !== passage.documentId) continue;
      members += 1;
      highest = Math.max(highest, combined[other]);
      if (Math.abs(it.ordinal - passage.ordinal) === 1) beside = Math.max(beside, combined[other]);
    }
    best.push(highest);
    neighbour.push(beside);
    count.push(Math.min(members, 10));
  }
  return { best, neighbour, count };
}

/** Similarity of each passage's best sentence with those of the passages that rank highest without it: relevance feedback. */
function agreements(
  passages: readonly RankablePassage[],
  similarities: readonly SentenceSimilarities[],
  combined: readonly number[],
): number[] {
  const leaders = combined
    .map((_, at) => at)
    .toSorted((left, right) => combined[right] - combined[left] || left - right)
    .slice(0, feedbackPassages);
  return passages.map((passage, at) => {
    const own = similarities[at].bestVector;
    if (own === undefined) return 0;
    let sum = 0;
    let count = 0;
    for (const leader of leaders) {
      const vector = similarities[leader].bestVector;
      if (leader === at || count === feedbackPassages - 1) continue;
      if (vector === undefined || passages[leader].modelKey !== passage.modelKey) continue;
      sum += innerProduct(own, vector);
      count += 1;
    }
    return count === 0 ? 0 : sum / count;
  });
}
