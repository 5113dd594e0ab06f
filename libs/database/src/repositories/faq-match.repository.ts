import type { AccessScope, FaqCitation, FaqEntry } from '@mingda/contracts';
import { encodeVector } from '../codec/vector-codec.ts';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import { citedDocumentsSql, nearestPhrasingsSql, passageAtSql } from '../sql/faq-statements.ts';
import { EmbeddingModelRepository } from './embedding-model.repository.ts';
import { FaqRepository } from './faq.repository.ts';

export interface NearPhrasing {
  readonly entryId: string;
  readonly text: string;
  /** Cosine similarity with the question. */
  readonly similarity: number;
}

/** A cited place of a document's current version. */
export interface CitedDocument {
  readonly documentId: string;
  readonly versionId: string;
  readonly versionNumber: number;
  readonly sourceKey: string;
  readonly title: string;
  readonly chunkId: string;
  readonly headingPath: string[];
  readonly pageFrom: number | null;
  readonly pageTo: number | null;
  /** Range of the quote in the version's text, in UTF-16 units; empty when the whole document is meant. */
  readonly charStart: number;
  readonly charEnd: number;
  readonly quote: string;
}

interface CitedRow {
  readonly documentId: string;
  readonly versionId: string;
  readonly versionNumber: number;
  readonly sourceKey: string;
  readonly title: string;
  readonly quote: string;
  readonly text: string | null;
}

/** What answering reads of the approved answers: on every asker's way, so one statement decides most questions. */
export class FaqMatchRepository {
  readonly #database: Database;
  readonly #models: EmbeddingModelRepository;
  readonly #entries: FaqRepository;

  constructor(database: Database) {
    this.#database = database;
    this.#models = new EmbeddingModelRepository(database);
    this.#entries = new FaqRepository(database);
  }

  /** The nearest phrasings of approved, unexpired entries, best first; none for a model that has embedded nothing. */
  async nearest(
    scope: AccessScope,
    collectionId: string,
    query: { readonly modelKey: string; readonly vector: Float32Array; readonly limit: number },
  ): Promise<NearPhrasing[]> {
    const model = await this.#models.find(query.modelKey);
    if (model?.dims !== query.vector.length) return [];
    const parameters = [...scopeParameters(scope), collectionId, model.id, encodeVector(query.vector), query.limit];
    return this.#database.ask<NearPhrasing>(nearestPhrasingsSql, parameters);
  }

  async entry(scope: AccessScope, id: string): Promise<FaqEntry | null> {
    return this.#entries.get(scope, id);
  }

  /** The citations as they stand now. A document that is gone, and a quote that its text no longer holds, are left out. */
  async cited(scope: AccessScope, citations: readonly FaqCitation[]): Promise<CitedDocument[]> {
    if (citations.length === 0) return [];
    const rows = await this.#database.dataSource.query<CitedRow[]>(citedDocumentsSql, [
      ...scopeParameters(scope),
      citations.map((it) => it.documentId),
      citations.map((it) => it.quote ?? ''),
    ]);
    const found: CitedDocument[] = [];
    for (const { text, ...row } of rows) {
      const charStart = (text ?? '').indexOf(row.quote);
      if (charStart < 0) continue;
      const [passage] = await this.#database.dataSource.query<
        { id: string; headingPath: string[]; pageFrom: number | null; pageTo: number | null }[]
      >(passageAtSql, [...scopeParameters(scope), row.versionId, charStart]);
      if (passage === undefined) continue;
      const { id: chunkId, headingPath, pageFrom, pageTo } = passage;
      found.push({ ...row, chunkId, headingPath, pageFrom, pageTo, charStart, charEnd: charStart + row.quote.length });
    }
    return found;
  }
}
