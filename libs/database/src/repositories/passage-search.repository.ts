import type { AccessScope, BlockKind, Edited } from '@mingda/contracts';
import { unpackSentences } from '../codec/sentence-codec.ts';
import { encodeVector, SPARSE_DIMENSIONS } from '../codec/vector-codec.ts';
import type { Database } from '../database.ts';
import type { PassageBox, SentenceVector } from '../published-version.ts';
import { scopeParameters } from '../scope.ts';
import type { SearchCondition } from '../search-condition.ts';
import { filterSql, type FilterSql } from '../sql/filter-sql.ts';
import {
  candidatesSql,
  filterParameter,
  passagesSql,
  type DocumentFilter,
  type SearchModel,
} from '../sql/search-statements.ts';
import { EmbeddingModelRepository } from './embedding-model.repository.ts';

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

export interface CandidateQuery {
  readonly collectionId: string;
  /** One per embedding model of the collection; empty switches dense search off. */
  readonly dense: readonly DenseQuery[];
  /** Empty switches lexical search off. */
  readonly terms: readonly TermQuery[];
  /** Which documents may be seen; every one when empty. */
  readonly conditions?: readonly SearchCondition[];
  /** For a hidden copy: the collection of the same tenant whose documents have what the conditions look at. */
  readonly describedBy?: string | undefined;
  /** Candidates taken from each search. */
  readonly limit: number;
}

export interface Candidate {
  readonly chunkId: string;
  readonly documentId: string;
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

  /**
   * The best chunks by vector and by words, each with both exact scores, in no particular order. A model that has
   * embedded nothing here is left out.
   */
  async candidates(scope: AccessScope, query: CandidateQuery): Promise<Candidate[]> {
    const models: SearchModel[] = [];
    const vectors: Buffer[] = [];
    for (const { modelKey, dims, vector } of query.dense) {
      const model = await this.#models.find(modelKey);
      if (model?.dims !== dims || vector.length !== dims) continue;
      models.push(model);
      vectors.push(encodeVector(vector));
    }
    const terms = query.terms.filter(({ hash }) => Number.isInteger(hash) && hash >= 1 && hash <= SPARSE_DIMENSIONS);
    const filter = filterOf(query, filterParameter(models));
    const parameters = [
      ...scopeParameters(scope),
      query.collectionId,
      terms.map((it) => it.hash),
      terms.map((it) => it.weight),
      query.limit,
      ...vectors,
      ...(filter?.parameters ?? []),
    ];
    return this.#database.dataSource.query<Candidate[]>(candidatesSql(models, filter), parameters);
  }

  /** Details of the given chunks, in the order given; a chunk outside the scope or replaced meanwhile is left out. */
  async passages(scope: AccessScope, chunkIds: readonly string[]): Promise<StoredPassage[]> {
    if (chunkIds.length === 0) return [];
    const rows = await this.#database.dataSource.query<PassageRow[]>(passagesSql, [
      ...scopeParameters(scope),
      chunkIds,
    ]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return chunkIds.flatMap((id) => {
      const row = byId.get(id);
      return row === undefined ? [] : [storedPassage(row)];
    });
  }
}

/** @param first number of the first parameter that is free */
function filterOf(
  { conditions = [], describedBy }: CandidateQuery,
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
