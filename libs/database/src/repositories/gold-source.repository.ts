import type { AccessScope } from '@mingda/contracts';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import {
  countCurrentDocumentsSql,
  currentDocumentsSql,
  goldQuestionTextsSql,
  passagesOfVersionSql,
  realQuestionsSql,
} from '../sql/gold-proposal-statements.ts';

/** A question of the log, however often it was asked in nearly these words. */
export interface RealQuestion {
  /** As it was asked first. */
  readonly question: string;
  readonly lang: string;
  /** Only ever asked after another question of its conversation. */
  readonly followsUp: boolean;
  readonly count: number;
  readonly refused: number;
  /** Answered, but a person should have taken over. */
  readonly lowConfidence: number;
  readonly disliked: number;
  /** The newest answer to it that somebody liked. */
  readonly likedAnswerId: string | null;
}

/** A document as questions are made of it: its current version. */
export interface SourceDocument {
  readonly documentId: string;
  readonly versionId: string;
  readonly sourceKey: string;
  readonly title: string;
  readonly lang: string;
  readonly text: string;
}

export interface SourcePassage {
  readonly headingPath: readonly string[];
  readonly text: string;
}

interface QuestionRow {
  readonly question: string;
  readonly lang: string;
  readonly follows_up: boolean;
  readonly count: number;
  readonly refused: number;
  readonly low_confidence: number;
  readonly disliked: number;
  readonly liked_id: string | null;
}

interface DocumentRow {
  readonly document_id: string;
  readonly version_id: string;
  readonly source_key: string;
  readonly title: string;
  readonly lang: string;
  readonly text: string | null;
}

/** What candidates for gold sets are made of: the log of real questions, and the documents of a collection. */
export class GoldSourceRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Different questions of people among the newest `entries` of the log, the most frequent first, then those with
   * something wrong; ties in an order that means nothing and stays the same.
   */
  async realQuestions(
    scope: AccessScope,
    collectionId: string,
    bounds: { readonly limit: number; readonly entries: number },
  ): Promise<RealQuestion[]> {
    const rows = await this.#query<QuestionRow>(scope, realQuestionsSql, [collectionId, bounds.limit, bounds.entries]);
    return rows.map((row) => ({
      question: row.question,
      lang: row.lang,
      followsUp: row.follows_up,
      count: row.count,
      refused: row.refused,
      lowConfidence: row.low_confidence,
      disliked: row.disliked,
      likedAnswerId: row.liked_id,
    }));
  }

  /** The questions that were put into a set last, whatever became of them. */
  async questionsOfSet(scope: AccessScope, goldSetId: string, limit: number): Promise<string[]> {
    const rows = await this.#query<{ question: string }>(scope, goldQuestionTextsSql, [goldSetId, limit]);
    return rows.map((row) => row.question);
  }

  async countDocuments(scope: AccessScope, collectionId: string): Promise<number> {
    const [row] = await this.#query<{ total: number }>(scope, countCurrentDocumentsSql, [collectionId]);
    return row?.total ?? 0;
  }

  /** Searchable documents by id, the first ones after `after`. */
  async documents(
    scope: AccessScope,
    collectionId: string,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<SourceDocument[]> {
    const rows = await this.#query<DocumentRow>(scope, currentDocumentsSql, [collectionId, page.after, page.limit]);
    return rows.map((row) => ({
      documentId: row.document_id,
      versionId: row.version_id,
      sourceKey: row.source_key,
      title: row.title,
      lang: row.lang,
      text: row.text ?? '',
    }));
  }

  async passages(scope: AccessScope, versionId: string): Promise<SourcePassage[]> {
    const rows = await this.#query<{ heading_path: string[]; text: string }>(scope, passagesOfVersionSql, [versionId]);
    return rows.map(({ heading_path: headingPath, text }) => ({ headingPath, text }));
  }

  #query<Row>(scope: AccessScope, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.#database.dataSource.manager.query<Row[]>(sql, [...scopeParameters(scope), ...parameters]);
  }
}
