import type { AccessScope, Citation, FaqCitation, Satisfaction, SatisfactionFilter } from '@mingda/contracts';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import { acceptedAnswersSql, acceptedFaqSql, satisfactionSql } from '../sql/satisfaction-statements.ts';

export interface AcceptedAnswer {
  readonly id: string;
  readonly collectionId: string;
  readonly question: string;
  readonly text: string;
  readonly lang: string;
  readonly confidence: number;
  readonly answerer: string;
  readonly citations: Citation[];
  readonly thumb: 'up' | 'down' | null;
  readonly rating: number | null;
  readonly createdAt: Date;
  readonly labels: string[];
}

export interface AcceptedFaq {
  readonly id: string;
  readonly collectionId: string;
  readonly question: string;
  readonly phrasings: string[];
  readonly answer: string;
  readonly citations: FaqCitation[];
  readonly approvedBy: string;
  readonly approvedAt: Date;
  readonly revision: number;
}

type Figures = Omit<Satisfaction['total'], 'thumbsUpShare'>;

const pageSize = 500;
const firstId = '00000000-0000-0000-0000-000000000000';

/** What people thought of the answers: in figures, and the answers that they accepted. */
export class ReviewExportRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Buckets that hold no answer are left out. */
  async satisfaction(scope: AccessScope, filter: SatisfactionFilter): Promise<Satisfaction> {
    const { collectionId, from, to, bucket } = filter;
    const parameters = [...scopeParameters(scope), collectionId ?? null, from ?? null, to ?? null, bucket];
    const rows = await this.#database.dataSource.query<(Figures & { from: Date | null })[]>(
      satisfactionSql,
      parameters,
    );
    const [total, ...buckets] = rows.map(({ from: start, ...figures }) => {
      const thumbs = figures.thumbsUp + figures.thumbsDown;
      const thumbsUpShare = thumbs === 0 ? null : figures.thumbsUp / thumbs;
      return { from: start?.toISOString() ?? '', figures: { ...figures, thumbsUpShare } };
    });
    return {
      total: total?.figures ?? nothing,
      buckets: buckets.map(({ from: start, figures }) => ({ from: start, ...figures })),
    };
  }

  /** Oldest first, read in pages so that any number of them can be streamed. */
  async *acceptedAnswers(
    scope: AccessScope,
    filter: { readonly collectionId?: string | undefined; readonly minConfidence: number },
  ): AsyncGenerator<AcceptedAnswer> {
    const { collectionId, minConfidence } = filter;
    let after = { position: '0001-01-01', id: firstId };
    for (;;) {
      const page = await this.#database.dataSource.query<(AcceptedAnswer & { position: string })[]>(
        acceptedAnswersSql,
        [...scopeParameters(scope), collectionId ?? null, after.position, after.id, minConfidence, pageSize],
      );
      for (const { position: _, ...row } of page) yield row;
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return;
      after = last;
    }
  }

  async *acceptedFaq(
    scope: AccessScope,
    filter: { readonly collectionId?: string | undefined },
  ): AsyncGenerator<AcceptedFaq> {
    let after = firstId;
    for (;;) {
      const parameters = [...scopeParameters(scope), filter.collectionId ?? null, after, pageSize];
      const page = await this.#database.dataSource.query<AcceptedFaq[]>(acceptedFaqSql, parameters);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return;
      after = last.id;
    }
  }
}

const nothing: Satisfaction['total'] = {
  answers: 0,
  refused: 0,
  rated: 0,
  thumbsUp: 0,
  thumbsDown: 0,
  thumbsUpShare: null,
  ratings: 0,
  meanRating: null,
};
