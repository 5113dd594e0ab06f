import type { AccessScope, BlockKind, Edited } from '@mingda/contracts';
import { unpackSentences } from '../codec/sentence-codec.ts';
import { encodeSparse, encodeVector, SPARSE_DIMENSIONS, sparseWeights } from '../codec/vector-codec.ts';
import type { Database } from '../database.ts';
import type { PassageBox, SentenceVector } from '../published-version.ts';
import { scopeParameters } from '../scope.ts';
import type { SearchCondition } from '../search-condition.ts';
import { filterSql, type FilterSql } from '../sql/filter-sql.ts';
import {
  filterParameter,
  neighboursSql,
  passagesSql,
  scoresSql,
  WORDS_FILTER_PARAMETER,
  wordsSql,
  type DocumentFilter,
  type SearchModel,
} from '../sql/search-statements.ts';
import { EmbeddingModelRepository } from './embedding-model.repository.ts';
import type { LexiconStatistics } from './lexicon.repository.ts';

export interface DenseQuery {
  readonly modelKey: string;
  readonly dims: number;
  /** Length `dims`; any norm but 0. */
  readonly vector: Float32Array;
}

/** A term of the question by its hash. */
export interface TermQuery {
  readonly hash: number;
  /** What its idf is multiplied by: 1 for a word of the question, less for one that only means the same. */
  readonly weight: number;
}

export interface WordQuery {
  readonly collectionId: string;
  /** Empty switches lexical search off. */
  readonly terms: readonly TermQuery[];
  /** Which documents may be seen; every one when empty. */
  readonly conditions?: readonly SearchCondition[];
  /** For a hidden copy: the collection of the same tenant whose documents have what the conditions look at. */
  readonly describedBy?: string | undefined;
  /** Candidates taken from each search. */
  readonly limit: number;
}

export interface CandidateQuery extends WordQuery {
  /** One per embedding model of the collection; empty switches dense search off. */
  readonly dense: readonly DenseQuery[];
}

/** A search for which no words are needed. */
export type VectorQuery = Omit<CandidateQuery, 'terms'>;

/** What the words of a question find. */
export interface FoundWords extends LexiconStatistics {
  /** BM25 scores of the best chunks by words, best first. */
  readonly scores: ReadonlyMap<string, number>;
}

/** A chunk that the vector of a question finds. */
export interface Neighbour extends Pick<Candidate, 'chunkId' | 'modelKey'> {
  /** Cosine similarity with the query vector of the chunk's model. */
  readonly dense: number;
}

/** What is known of a question before its candidates are put together. */
export interface FoundApart {
  readonly words: FoundWords;
  readonly neighbours: readonly Neighbour[];
}

export interface Candidate {
  readonly chunkId: string;
  readonly modelKey: string;
  /** Cosine similarity with the query vector of the chunk's model; null when none was given. */
  readonly dense: number | null;
  /** BM25 score; 0 when no term matched. */
  readonly lexical: number;
}

export interface StoredPassage {
  readonly chunkId: string;
  readonly documentId: string;
  readonly versionId: string;
  readonly versionNumber: number;
  readonly sourceKey: string;
  readonly title: string;
  readonly ordinal: number;
  readonly kind: BlockKind;
  readonly headingPath: string[];
  readonly text: string;
  readonly lang: string;
  readonly tokens: number;
  readonly pageFrom: number | null;
  readonly pageTo: number | null;
  /** Range in the version's text, in UTF-16 units. */
  readonly charStart: number;
  readonly charEnd: number;
  readonly boxes: PassageBox[];
  readonly modelKey: string;
  readonly sentences: SentenceVector[];
  /** Hashes of the distinct terms of title, headings and text. */
  readonly terms: ReadonlySet<number>;
  /** Set where a person wrote `text`: the range then names what it stands for. */
  readonly edited?: Edited;
}

export class PassageSearchRepository {
  readonly #database: Database;
  readonly #models: EmbeddingModelRepository;

  constructor(database: Database) {
    this.#database = database;
    this.#models = new EmbeddingModelRepository(database);
  }

  /** The best chunks by words, with what the collection knows of the words; it waits for no vector. */
  async words(scope: AccessScope, query: WordQuery): Promise<FoundWords> {
    const terms = validTerms(query.terms);
    if (terms.length === 0) return nothingFound;
    const filter = filterOf(query, WORDS_FILTER_PARAMETER);
    const parameters = [
      ...scopeParameters(scope),
      query.collectionId,
      terms.map((it) => it.hash),
      terms.map((it) => it.weight),
      query.limit,
      ...(filter?.parameters ?? []),
    ];
    const [row] = await (filter === undefined
      ? this.#database.ask<WordsRow>(wordsSql(), parameters)
      : this.#database.dataSource.query<WordsRow[]>(wordsSql(filter), parameters));
    if (row === undefined) return nothingFound;
    const found = JSON.parse(row.found) as [chunkId: string, below: number][];
    return {
      chunks: row.chunks,
      df: new Map(JSON.parse(row.terms) as [term: number, df: number][]),
      scores: new Map(found.map(([chunkId, below]) => [chunkId, 0 - below])),
    };
  }

  /**
   * The best chunks by vector, in no particular order; they wait for no words, so that both can be searched at the same time. A model that
   * has embedded nothing here is left out.
   */
  async neighbours(scope: AccessScope, query: VectorQuery): Promise<Neighbour[]> {
    const { models, vectors } = await this.#searchable(query);
    if (models.length === 0) return [];
    const filter = filterOf(query, filterParameter(models));
    const parameters = [
      ...scopeParameters(scope),
      query.collectionId,
      query.limit,
      ...vectors,
      ...(filter?.parameters ?? []),
    ];
    const keys = new Map(models.map(({ id, key }) => [id, key]));
    // Planned anew each time: a plan for any collection would search a large one without its index.
    const rows = await this.#database.dataSource.query<NeighbourRow[]>(neighboursSql(models, filter), parameters);
    return rows.map(({ chunkId, model, distance }) => ({
      chunkId,
      modelKey: keys.get(model) ?? '',
      dense: 1 - distance,
    }));
  }

  /**
   * The best chunks by vector and by words, each with both exact scores, in no particular order.
   * @param found what `words` and `neighbours` found for the same query; they are asked when absent
   */
  async candidates(scope: AccessScope, query: CandidateQuery, found?: FoundApart): Promise<Candidate[]> {
    const { words, neighbours } = found ?? {
      words: await this.words(scope, query),
      neighbours: await this.neighbours(scope, query),
    };
    if (neighbours.length === 0 && words.scores.size === 0) return [];
    const { models, vectors } = await this.#searchable(query);
    const rows = await this.#database.ask<ScoreRow>(scoresSql(models), [
      ...scopeParameters(scope),
      query.collectionId,
      encodeSparse(sparseWeights(idfWeights(validTerms(query.terms), words))),
      [...words.scores.keys()],
      neighbours.map((it) => it.chunkId),
      ...vectors,
    ]);
    const candidates = new Map<string, Candidate>();
    for (const { chunkId, modelKey, dense } of rows) {
      const lexical = words.scores.get(chunkId);
      if (modelKey !== null && lexical !== undefined) candidates.set(chunkId, { chunkId, modelKey, dense, lexical });
    }
    const byVector = new Map(neighbours.map((it) => [it.chunkId, it]));
    for (const { chunkId, lexical } of rows) {
      const neighbour = byVector.get(chunkId);
      if (lexical === null || neighbour === undefined || candidates.has(chunkId)) continue;
      candidates.set(chunkId, { ...neighbour, lexical });
    }
    return [...candidates.values()];
  }

  /** The models of a query that have embedded something, beside its vectors as parameters. */
  async #searchable({ dense }: Pick<VectorQuery, 'dense'>): Promise<SearchableModels> {
    const models: KeyedModel[] = [];
    const vectors: Buffer[] = [];
    for (const { modelKey, dims, vector } of dense) {
      const model = await this.#models.find(modelKey);
      if (model?.dims !== dims || vector.length !== dims) continue;
      models.push({ ...model, key: modelKey });
      vectors.push(encodeVector(vector));
    }
    return { models, vectors };
  }

  /** Details of the given chunks, in the order given; a chunk outside the scope or replaced meanwhile is left out. */
  async passages(scope: AccessScope, chunkIds: readonly string[]): Promise<StoredPassage[]> {
    if (chunkIds.length === 0) return [];
    const rows = await this.#database.ask<PassageRow>(passagesSql, [...scopeParameters(scope), chunkIds]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return chunkIds.flatMap((id) => {
      const row = byId.get(id);
      return row === undefined ? [] : [storedPassage(row)];
    });
  }
}

const nothingFound: FoundWords = { chunks: 0, df: new Map(), scores: new Map() };

interface KeyedModel extends SearchModel {
  readonly key: string;
}

interface SearchableModels {
  readonly models: readonly KeyedModel[];
  readonly vectors: readonly Buffer[];
}

interface WordsRow {
  readonly chunks: number;
  /** JSON: pairs of a term's hash and its document frequency. */
  readonly terms: string;
  /** JSON: pairs of a chunk's id and its score below zero. */
  readonly found: string;
}

interface NeighbourRow {
  readonly chunkId: string;
  readonly model: number;
  readonly distance: number;
}

interface ScoreRow {
  readonly chunkId: string;
  readonly modelKey: string | null;
  readonly dense: number | null;
  readonly lexical: number | null;
}

const validTerms = (terms: readonly TermQuery[]): TermQuery[] =>
  terms.filter(({ hash }) => Number.isInteger(hash) && hash >= 1 && hash <= SPARSE_DIMENSIONS);

/** The idf part of BM25 for each term that the collection knows, times its weight; the largest where a term is given twice. */
function idfWeights(
  terms: readonly TermQuery[],
  { chunks, df }: LexiconStatistics,
): { readonly hash: number; readonly weight: number }[] {
  const weights = new Map<number, number>();
  for (const { hash, weight } of terms) weights.set(hash, Math.max(weight, weights.get(hash) ?? 0));
  return [...weights].flatMap(([hash, weight]) => {
    const frequency = df.get(hash) ?? 0;
    if (frequency === 0) return [];
    return [{ hash, weight: weight * Math.log(1 + (chunks - frequency + 0.5) / (frequency + 0.5)) }];
  });
}

/** @param first number of the first parameter that is free */
function filterOf(
  { conditions = [], describedBy }: Pick<WordQuery, 'conditions' | 'describedBy'>,
  first: number,
): (DocumentFilter & FilterSql) | undefined {
  if (conditions.length === 0) return undefined;
  const { sql, parameters } = filterSql(conditions, first);
  if (describedBy === undefined) return { sql, parameters };
  return { sql, parameters: [...parameters, describedBy], describedBy: `$${String(first + parameters.length)}` };
}

interface PassageRow {
  readonly id: string;
  readonly document_id: string;
  readonly version_id: string;
  readonly number: number;
  readonly source_key: string;
  readonly title: string;
  readonly ordinal: number;
  readonly kind: BlockKind;
  readonly heading_path: string[];
  readonly text: string;
  readonly lang: string;
  readonly tokens: number;
  readonly page_from: number | null;
  readonly page_to: number | null;
  readonly char_start: number;
  readonly char_end: number;
  readonly boxes: PassageBox[];
  readonly key: string;
  readonly dims: number;
  readonly sentence_spans: string;
  readonly sentence_vectors: string;
  readonly terms: string;
  readonly edited_by: string | null;
  readonly edited_at: Date | null;
}

const numbersOf = (json: string): number[] => JSON.parse(json) as number[];

function storedPassage(row: PassageRow): StoredPassage {
  return {
    chunkId: row.id,
    documentId: row.document_id,
    versionId: row.version_id,
    versionNumber: row.number,
    sourceKey: row.source_key,
    title: row.title,
    ordinal: row.ordinal,
    kind: row.kind,
    headingPath: row.heading_path,
    text: row.text,
    lang: row.lang,
    tokens: row.tokens,
    pageFrom: row.page_from,
    pageTo: row.page_to,
    charStart: row.char_start,
    charEnd: row.char_end,
    boxes: row.boxes,
    modelKey: row.key,
    sentences: unpackSentences(numbersOf(row.sentence_spans), Buffer.from(row.sentence_vectors, 'base64'), row.dims),
    terms: new Set(numbersOf(row.terms)),
    ...(row.edited_by === null || row.edited_at === null
      ? {}
      : { edited: { by: row.edited_by, at: row.edited_at.toISOString() } }),
  };
}
