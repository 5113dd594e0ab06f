import type { EntityManager } from 'typeorm';
import { encodeSparse, sparseWeights, type SparseWeights } from '../codec/vector-codec.ts';
import type { Database } from '../database.ts';
import type { WeightedTerm } from '../published-version.ts';
import {
  documentForAnalysisSql,
  outdatedCollectionsSql,
  outdatedDocumentsSql,
  placeOfDocumentSql,
  setAnalysedSql,
} from '../sql/lexicon-statements.ts';
import { lockCollectionSql } from '../sql/publish-statements.ts';
import { addTo, applyCounts, type Counts } from './lexical-statistics.ts';

/** A chunk as far as its terms depend on it. */
export interface AnalysedChunk {
  readonly id: string;
  readonly headingPath: string[];
  readonly text: string;
  /** Parts of the text that are not searched, as stored. */
  readonly muted: number[];
}

export interface AnalysedDocument {
  readonly collectionId: string;
  readonly title: string;
  readonly chunks: readonly AnalysedChunk[];
}

const chunksSql = `
select c.id, c.heading_path as "headingPath", c.text, c.muted, l.terms
from chunk c join chunk_lexical l on l.chunk_id = c.id
where c.collection_id = $1 and c.document_id = $2 order by c.ordinal`;

/** Chunks per statement. */
const batch = 200;

/** Analyses stored chunks again, for jobs: they name documents and work in their collection. */
export class LexicalAnalysisRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Up to 500 documents whose chunks were analysed with older words. */
  async outdated(collectionId: string): Promise<string[]> {
    const rows = await this.#database.dataSource.query<{ id: string }[]>(outdatedDocumentsSql, [collectionId]);
    return rows.map((row) => row.id);
  }

  async outdatedCollections(): Promise<string[]> {
    const rows = await this.#database.dataSource.query<{ id: string }[]>(outdatedCollectionsSql);
    return rows.map((row) => row.id);
  }

  /**
   * Gives the chunks of a document the terms that `analyse` finds, and the collection's statistics with them, in one
   * transaction: a search sees the old terms or the new ones.
   * @param wordsRevision of the words that `analyse` uses
   */
  async rewrite(
    documentId: string,
    wordsRevision: number,
    analyse: (document: AnalysedDocument) => readonly (readonly WeightedTerm[])[],
  ): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const [place] = await tx.query<{ collectionId: string }[]>(placeOfDocumentSql, [documentId]);
      if (place === undefined) return;
      await tx.query(lockCollectionSql, [place.collectionId]);
      const [document] = await tx.query<{ tenantId: string; collectionId: string; title: string }[]>(
        documentForAnalysisSql,
        [documentId],
      );
      if (document === undefined) return;
      const { tenantId, collectionId, title } = document;
      const chunks = await tx.query<(AnalysedChunk & { terms: number[] })[]>(chunksSql, [collectionId, documentId]);
      const terms: Counts = new Map();
      const changed: { id: string; weights: SparseWeights }[] = [];
      analyse({ collectionId, title, chunks }).forEach((found, index) => {
        const chunk = chunks[index];
        const weights = sparseWeights(found);
        if (chunk === undefined || sameTerms(chunk.terms, weights.hashes)) return;
        for (const hash of chunk.terms) addTo(terms, hash, -1);
        for (const hash of weights.hashes) addTo(terms, hash, 1);
        changed.push({ id: chunk.id, weights });
      });
      for (let from = 0; from < changed.length; from += batch) await update(tx, changed.slice(from, from + batch));
      await applyCounts(tx, { tenantId, collectionId }, { terms, models: new Map(), documents: 0 });
      await tx.query(setAnalysedSql, [collectionId, documentId, wordsRevision]);
    });
  }
}

const sameTerms = (left: readonly number[], right: readonly number[]): boolean =>
  left.length === right.length && left.every((hash, index) => hash === right[index]);

async function update(
  tx: EntityManager,
  rows: readonly { readonly id: string; readonly weights: SparseWeights }[],
): Promise<void> {
  const values = rows.map(
    (_, at) => `($${String(3 * at + 1)}::bigint, $${String(3 * at + 2)}::integer[], $${String(3 * at + 3)}::sparsevec)`,
  );
  await tx.query(
    `update chunk_lexical l set terms = given.terms, weights = given.weights
from (values ${values.join(', ')}) as given(id, terms, weights) where l.chunk_id = given.id`,
    rows.flatMap(({ id, weights }) => [id, weights.hashes, encodeSparse(weights)]),
  );
}
