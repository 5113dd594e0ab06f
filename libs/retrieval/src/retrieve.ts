import { performance } from 'node:perf_hooks';
import type { AccessScope, Collection, Embedding, PassageView, Turn } from '@mingda/contracts';
import type { Candidate, PassageSearchRepository, StoredPassage } from '@mingda/database';
import { fuseScores, rerankBySentences } from '@mingda/domain';
import type { Embedder } from '@mingda/models';
import type { QuestionTargets } from './question-target.ts';
import { readQuestion, type ReadQuestion } from './read-question.ts';
import { matchedTerms } from './matched-terms.ts';
import { PassageCache } from './passage-cache.ts';

export interface RetrieveRequest {
  readonly collectionId: string;
  readonly query: string;
  /** Passages wanted; the profile's number when absent. */
  readonly limit?: number;
  readonly turns?: readonly Turn[];
  /** A saved version of the profile; the published one when absent. */
  readonly profileVersion?: number | undefined;
  readonly signal?: AbortSignal;
}

/** A passage as it is stored, with the scores of this question. */
export interface FoundPassage extends StoredPassage {
  readonly score: number;
  readonly dense: number | null;
  readonly lexical: number;
}

export interface RetrieveResult {
  readonly collection: Collection;
  /** The collection whose chunks were searched: another one only for a draft that cuts in its own way. */
  readonly index: Collection;
  readonly indexScope: AccessScope;
  readonly question: ReadQuestion;
  /** Best first. */
  readonly found: readonly FoundPassage[];
  readonly passages: readonly PassageView[];
  /** Every candidate with its scores, best first, for the trace. */
  readonly candidates: readonly (Candidate & { readonly score: number })[];
  readonly timings: { readonly embedMs: number; readonly searchMs: number };
}

/** Passages that the second ranking sees, whatever the caller asks for: the order must not depend on the limit. */
const rerankDepth = 30;

interface Dependencies {
  readonly targets: QuestionTargets;
  readonly search: PassageSearchRepository;
  readonly embedder: Embedder;
}

/**
 * Question in, passages out: the one retrieval path. Embed, one scoped statement for dense and lexical candidates,
 * fuse, read the best passages, rank these again by their best sentence.
 */
export class Retrieve {
  readonly #dependencies: Dependencies;
  readonly #passages: PassageCache;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
    this.#passages = new PassageCache(dependencies.search);
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `PROFILE_VERSION_NOT_FOUND`, `DRAFT_NOT_INDEXED`, `INFERENCE_QUEUE_FULL` */
  async execute(scope: AccessScope, request: RetrieveRequest): Promise<RetrieveResult> {
    const { targets, search, embedder } = this.#dependencies;
    const started = performance.now();
    const target = await targets.find(scope, request.collectionId, request.profileVersion);
    const { collection, index, indexScope } = target;
    const { retrieval } = collection.profile;

    const question = await readQuestion(embedder, {
      collectionId: index.id,
      text: request.query,
      turns: request.turns ?? [],
      signal: request.signal,
    });
    const embedded = performance.now();
    const limit = request.limit ?? retrieval.passages;
    const candidates = await search.candidates(indexScope, {
      collectionId: index.id,
      dense: retrieval.dense ? question.vectors.map(({ modelKey, embedding }) => denseQuery(modelKey, embedding)) : [],
      terms: retrieval.lexical ? question.terms.map((term) => term.hash) : [],
      limit: Math.max(retrieval.candidates, limit),
    });
    const ranked = fuseScores(candidates, retrieval.denseWeight);
    const read = await this.#read(indexScope, ranked.slice(0, Math.max(limit, rerankDepth)));
    const vectors = new Map(question.vectors.map(({ modelKey, embedding }) => [modelKey, embedding.vector]));
    const reranked = rerankBySentences(read.slice(0, rerankDepth), vectors, retrieval.sentenceWeight);
    // Beyond that depth the fused order stays; the scores are brought to the same scale.
    const rest = read.slice(rerankDepth).map((it) => ({ ...it, score: it.score / (1 + retrieval.sentenceWeight) }));
    const found = [...reranked, ...rest].slice(0, limit);
    return {
      ...target,
      question,
      found,
      passages: found.map((passage) => toView(passage, question)),
      candidates: ranked,
      timings: { embedMs: embedded - started, searchMs: performance.now() - embedded },
    };
  }

  async #read(scope: AccessScope, ranked: readonly (Candidate & { score: number })[]): Promise<FoundPassage[]> {
    const stored = await this.#passages.read(
      scope,
      ranked.map((it) => it.chunkId),
    );
    const byId = new Map(stored.map((passage) => [passage.chunkId, passage]));
    // A passage deleted between the two statements is gone from the answer as well.
    return ranked.flatMap(({ chunkId, score, dense, lexical }) => {
      const passage = byId.get(chunkId);
      return passage === undefined ? [] : [{ ...passage, score, dense, lexical }];
    });
  }
}

function denseQuery(modelKey: string, embedding: Embedding): { modelKey: string; dims: number; vector: Float32Array } {
  return { modelKey, dims: embedding.vector.length, vector: embedding.vector };
}

function toView(passage: FoundPassage, question: ReadQuestion): PassageView {
  return {
    chunkId: passage.chunkId,
    documentId: passage.documentId,
    versionId: passage.versionId,
    versionNumber: passage.versionNumber,
    sourceKey: passage.sourceKey,
    title: passage.title,
    headingPath: passage.headingPath,
    text: passage.text,
    lang: passage.lang,
    pageFrom: passage.pageFrom,
    pageTo: passage.pageTo,
    charStart: passage.charStart,
    charEnd: passage.charEnd,
    score: passage.score,
    denseScore: passage.dense,
    lexicalScore: passage.lexical,
    matchedTerms: matchedTerms(question, passage),
  };
}
