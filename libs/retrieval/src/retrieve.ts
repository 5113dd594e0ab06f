import { performance } from 'node:perf_hooks';
import type { AccessScope, Collection, PassageView, Profile, SearchFilter, Turn } from '@mingda/contracts';
import type {
  Candidate,
  CollectionLexicon,
  CollectionLexicons,
  DenseQuery,
  DocumentMetadataRepository,
  FoundWords,
  LexiconRepository,
  Neighbour,
  PassageSearchRepository,
  SearchCondition,
  WordQuery,
} from '@mingda/database';
import { diversify, fuseScores, readPassageRanker } from '@mingda/domain';
import type { CrossEncoder, Embedder } from '@mingda/models';
import type { QuestionTarget, QuestionTargets } from './question-target.ts';
import {
  embedQuestion,
  readQuestion,
  searchWeight,
  type EmbeddedQuestion,
  type ReadQuestion,
} from './read-question.ts';
import { correctSpelling } from './correct-spelling.ts';
import { expandQuestion, type ExpandedQuestion } from './expand-question.ts';
import { inverseDocumentFrequencies } from './inverse-document-frequencies.ts';
import { readFilter, usesCustomFields } from './filter/read-filter.ts';
import { distinctPassages } from './distinct-passages.ts';
import type { FoundPassage } from './found-passage.ts';
import { passageViews } from './passage-view.ts';
import { PassageCache } from './passage-cache.ts';
import { TitleTerms } from './title-terms.ts';
import { TurnVectors } from './turn-vectors.ts';

export interface RetrieveRequest {
  readonly collectionId: string;
  readonly query: string;
  /** Passages wanted; the profile's number when absent. */
  readonly limit?: number;
  readonly turns?: readonly Turn[];
  /** A saved version of the profile; the published one when absent. */
  readonly profileVersion?: number | undefined;
  /** In place of the profile's settings of search, for trials. */
  readonly settings?: Profile['retrieval'] | undefined;
  /** Conditions on the documents that are searched. */
  readonly filter?: SearchFilter | undefined;
  /** In place of the profile's. */
  readonly diversity?: number | undefined;
  /** Shows passages that follow each other as one. */
  readonly mergeNeighbours?: boolean | undefined;
  /** Told as soon as the question is read, so that what needs it alone goes on beside the search. */
  readonly onQuestion?: ((question: ReadQuestion) => void) | undefined;
  /** Told what its words weigh while its vector is searched with, so that what needs the question alone is made ready then. */
  readonly onWords?: ((read: Pick<RetrieveResult, 'question' | 'idf'>, target: QuestionTarget) => void) | undefined;
  /** Told the candidates in fused order, so that what is likely to be read of the first of them is read beside the passages. */
  readonly onCandidates?: ((fused: readonly Candidate[], target: QuestionTarget) => void) | undefined;
  /** Told which passages it will be, so that what is read of them is read while they are made ready to be shown. */
  readonly onFound?: ((found: readonly FoundPassage[], target: QuestionTarget) => void) | undefined;
  readonly signal?: AbortSignal;
}

export interface RetrieveResult {
  readonly collection: Collection;
  /** The collection whose chunks were searched: another one only for a draft that cuts in its own way. */
  readonly index: Collection;
  readonly indexScope: AccessScope;
  readonly question: ReadQuestion;
  readonly expanded: ExpandedQuestion;
  /** The conditions that the documents had to meet. */
  readonly filter: SearchFilter;
  /** Inverse document frequency of each term of the question in the searched collection. */
  readonly idf: ReadonlyMap<string, number>;
  /** Version of the ranker that ordered the passages; null where the profile leaves it out. */
  readonly ranker: string | null;
  /** The cross-encoder that read the first passages; null where none did. */
  readonly crossEncoder: string | null;
  /** Best first. */
  readonly found: readonly FoundPassage[];
  readonly passages: readonly PassageView[];
  /** Every candidate with its scores, best first, for the trace. */
  readonly candidates: readonly (Candidate & { readonly score: number })[];
  readonly timings: { readonly embedMs: number; readonly searchMs: number };
}

interface Dependencies {
  readonly targets: QuestionTargets;
  readonly search: PassageSearchRepository;
  readonly lexicon: LexiconRepository;
  readonly lexicons: CollectionLexicons;
  readonly metadata: DocumentMetadataRepository;
  readonly embedder: Embedder;
  /** Absent where none is configured. */
  readonly crossEncoder: CrossEncoder | undefined;
}

type WordsRead = Pick<ReadQuestion, 'text' | 'terms'>;

/** Where and how a question is searched. */
interface SearchedCollection extends Pick<CollectionLexicon, 'words' | 'synonyms'> {
  readonly target: QuestionTarget;
  readonly retrieval: Profile['retrieval'];
  readonly conditions: readonly SearchCondition[];
  /** Passages that the caller gets at most. */
  readonly wanted: number;
  /** Candidates taken from each search. */
  readonly limit: number;
}

/** A question as it was searched, and what was found. */
interface Searched extends Pick<RetrieveResult, 'question' | 'expanded' | 'idf'> {
  readonly candidates: readonly Candidate[];
  /** When its vector was there, on the clock of `performance`. */
  readonly embeddedAt: number;
}

/** A search by the vectors of a question that goes on. */
interface VectorSearch {
  readonly dense: readonly DenseQuery[];
  readonly neighbours: Promise<readonly Neighbour[]>;
}

/** What the words of a question were found to mean in the searched collection. */
interface WordSearch {
  readonly expanded: ExpandedQuestion;
  readonly query: WordQuery;
  readonly found: FoundWords;
  /** Inverse document frequency of each term of the question. */
  readonly idf: Map<string, number>;
  /** Those of its terms that no chunk contains. */
  readonly unknown: ReadonlySet<string>;
}

/**
 * Question in, passages out: the one retrieval path. One scoped statement for the words while the question is embedded, one for
 * its vector as soon as it is there, one for what either does not know of the other's chunks, fuse, read the best passages, rank these
 * again, and once more where a cross-encoder is configured.
 */
export class Retrieve {
  readonly #dependencies: Dependencies;
  readonly #passages: PassageCache;
  readonly #titles = new TitleTerms();
  readonly #turnVectors = new TurnVectors();

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
    this.#passages = new PassageCache(dependencies.search);
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `PROFILE_VERSION_NOT_FOUND`, `DRAFT_NOT_INDEXED`, `FILTER_INVALID`, `INFERENCE_QUEUE_FULL` */
  async execute(scope: AccessScope, request: RetrieveRequest): Promise<RetrieveResult> {
    const { embedder } = this.#dependencies;
    const started = performance.now();
    const refused = new AbortController();
    // Its model is chosen by its language alone: the vector is made while settings and words of the collection are read.
    const embedded = embedQuestion(embedder, {
      text: request.query,
      turns: request.turns ?? [],
      turnVectors: this.#turnVectors,
      signal: request.signal === undefined ? refused.signal : AbortSignal.any([request.signal, refused.signal]),
    });
    const within = await this.#within(scope, request).catch((error: unknown) => {
      refused.abort(error);
      throw error;
    });
    const { target, retrieval, wanted: limit } = within;
    const { index, indexScope } = target;
    const seen = await this.#search({ ...request, embedded }, within);
    const { question, expanded, idf, embeddedAt } = seen;
    const ranked = fuseScores(seen.candidates, retrieval.denseWeight);
    request.onCandidates?.(ranked, target);
    const distinct = await distinctPassages(ranked, {
      passages: this.#passages,
      scope: indexScope,
      settings: retrieval,
      context: { question, idf, titles: this.#titles, collectionId: index.id, words: question.words },
      crossEncoder: this.#dependencies.crossEncoder,
      limit,
      signal: request.signal,
    });
    const found = diversify(distinct.passages, { diversity: request.diversity ?? retrieval.diversity, limit });
    request.onFound?.(found, target);
    return {
      ...target,
      question,
      expanded,
      filter: request.filter ?? [],
      idf,
      ranker: retrieval.ranker ? readPassageRanker().version : null,
      crossEncoder: distinct.model,
      found,
      passages: passageViews(found, { question, expanded }, request.mergeNeighbours ?? false),
      candidates: ranked,
      timings: { embedMs: embeddedAt - started, searchMs: performance.now() - embeddedAt },
    };
  }

  /** What the collection and its profile say of the search. */
  async #within(scope: AccessScope, request: RetrieveRequest): Promise<SearchedCollection> {
    const { targets, lexicons } = this.#dependencies;
    const target = await targets.find(scope, request.collectionId, request.profileVersion);
    const { collection } = target;
    const retrieval = request.settings ?? collection.profile.retrieval;
    const conditions = await this.#conditions(scope, request);
    const wanted = request.limit ?? retrieval.passages;
    return {
      target,
      retrieval,
      conditions,
      wanted,
      limit: Math.max(retrieval.candidates, wanted),
      ...(await lexicons.at(collection.id, collection.lexiconRevision)),
    };
  }

  /** Reads the question and searches by its words meanwhile, by its vector when it is there; once more where a word was misspelt. */
  async #search(
    request: RetrieveRequest & { readonly embedded: EmbeddedQuestion },
    within: SearchedCollection,
  ): Promise<Searched> {
    const { search, embedder, lexicon } = this.#dependencies;
    const { target, retrieval, words, synonyms } = within;
    const { index, indexScope } = target;
    const asked = {
      collectionId: index.id,
      turns: request.turns ?? [],
      words,
      turnVectors: this.#turnVectors,
      signal: request.signal,
    };
    const lookUp = (read: WordsRead, expanded?: ExpandedQuestion): Promise<WordSearch> =>
      this.#searchWords(read, within, expanded ?? expandQuestion(read, { collectionId: index.id, words, synonyms }));
    const near = ({ vectors }: ReadQuestion): VectorSearch => {
      const dense = retrieval.dense ? vectors.map(({ modelKey, search: by }) => denseQuery(modelKey, by)) : [];
      const neighbours = search.neighbours(indexScope, { ...searchedIn(within), dense });
      // A failure is met where it is awaited.
      neighbours.catch(() => undefined);
      return { dense, neighbours };
    };
    const look = async ({ query, found }: WordSearch, { dense, neighbours }: VectorSearch): Promise<Candidate[]> =>
      search.candidates(indexScope, { ...query, dense }, { words: found, neighbours: await neighbours });
    let early: Promise<WordSearch> | undefined;
    const onWords = (read: WordsRead): void => {
      early = lookUp(read);
      // A failure is met where it is awaited.
      early.catch(() => undefined);
    };
    const question = await readQuestion(embedder, {
      ...asked,
      text: request.query,
      embedded: request.embedded,
      onWords,
    });
    const embeddedAt = performance.now();
    request.onQuestion?.(question);
    const byVector = near(question);
    const byWords = await (early ?? lookUp(question));
    const { expanded, idf, unknown } = byWords;
    request.onWords?.({ question, idf }, target);
    // A misspelt word is looked up beside the search; what a correction finds takes the place of what was found without it.
    const [candidates, corrected] = await Promise.all([
      look(byWords, byVector),
      correctSpelling(embedder, { lexicon, scope: indexScope, question, unknown, asked }),
    ]);
    if (corrected === null) return { question, expanded, idf, candidates, embeddedAt };
    const meant = near(corrected);
    const again = await lookUp(corrected, expanded);
    const found = await look(again, meant);
    return { question: corrected, expanded, idf: again.idf, candidates: found, embeddedAt };
  }

  async #searchWords(read: WordsRead, within: SearchedCollection, expanded: ExpandedQuestion): Promise<WordSearch> {
    const { search, lexicon } = this.#dependencies;
    const { lexical } = within.retrieval;
    const { index, indexScope } = within.target;
    const query: WordQuery = {
      ...searchedIn(within),
      terms: lexical
        ? [...read.terms, ...expanded.terms].map((it) => ({ hash: it.hash, weight: searchWeight(it) }))
        : [],
    };
    const found = await search.words(indexScope, query);
    const hashes = read.terms.map((it) => it.hash);
    const statistics = lexical ? found : await lexicon.statistics(indexScope, index.id, hashes);
    const unknown = read.terms.filter((it) => (statistics.df.get(it.hash) ?? 0) === 0).map((it) => it.term);
    return {
      expanded,
      query,
      found,
      idf: inverseDocumentFrequencies(read.terms, statistics),
      unknown: new Set(unknown),
    };
  }

  async #conditions(scope: AccessScope, { collectionId, filter = [] }: RetrieveRequest): Promise<SearchCondition[]> {
    if (filter.length === 0) return [];
    const fields = usesCustomFields(filter) ? await this.#dependencies.metadata.fields(scope, collectionId) : [];
    return readFilter(filter, fields);
  }
}

/** What a query says of where it searches, whatever is asked. */
function searchedIn({ target, conditions, limit }: SearchedCollection): Omit<WordQuery, 'terms'> {
  const { collection, index } = target;
  return {
    collectionId: index.id,
    conditions,
    // A hidden copy holds other chunks of the same documents, and nothing that people entered about them.
    describedBy: index.id === collection.id ? undefined : collection.id,
    limit,
  };
}

function denseQuery(modelKey: string, vector: Float32Array): DenseQuery {
  return { modelKey, dims: vector.length, vector };
}
