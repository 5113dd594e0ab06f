import type {
  AccessScope,
  ChangeGap,
  Gap,
  GapAnswer,
  GapDetail,
  GapFilter,
  GapQuestion,
  Turn,
} from '@mingda/contracts';
import { gapStates } from '@mingda/contracts';
import { turnsOf, type Exchange } from '@mingda/dialogue';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import * as sql from '../sql/gap-statements.ts';

type GapRow = Omit<Gap, 'firstSeen' | 'lastSeen' | 'closedAt' | 'createdAt'> &
  Readonly<Record<'firstSeen' | 'lastSeen' | 'createdAt', Date>> & { readonly closedAt: Date | null };

interface QuestionRow extends GapAnswer {
  readonly answerId: string;
  readonly question: string;
  readonly lang: string;
  readonly reason: GapQuestion['reason'];
  readonly similarity: number;
  readonly askedAt: Date;
  readonly after: GapAnswer | null;
  readonly improved: boolean | null;
}

/** Questions that a gap shows and asks again. */
const mostQuestions = 50;

/** Gaps as people see and change them; grouping and measuring have repositories of their own. */
export class GapRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async get(scope: AccessScope, id: string): Promise<Gap | null> {
    const [row] = await this.#database.dataSource.query<GapRow[]>(sql.gapSql, [...scopeParameters(scope), id]);
    return row === undefined ? null : gapView(row);
  }

  /** Open ones first, most asked first. */
  async list(scope: AccessScope, filter: GapFilter): Promise<{ items: Gap[]; total: number }> {
    const { collectionId, state, offset, limit } = filter;
    const parameters = [...scopeParameters(scope), collectionId ?? null, state ?? null, offset, limit];
    const rows = await this.#database.dataSource.query<(GapRow & { total: number })[]>(sql.listGapsSql, parameters);
    return { items: rows.map(gapView), total: rows[0]?.total ?? 0 };
  }

  /** How many gaps are in each state, and the median lead time of the closed ones in hours. */
  async counts(
    scope: AccessScope,
    collectionId?: string,
  ): Promise<{ counts: Record<Gap['state'], number>; medianLeadTimeHours: number | null }> {
    const rows = await this.#database.dataSource.query<
      { state: Gap['state']; count: number; leadTimeHours: string | null }[]
    >(sql.gapCountsSql, [...scopeParameters(scope), collectionId ?? null]);
    const byState = new Map(rows.map((row) => [row.state, row]));
    const hours = byState.get('closed')?.leadTimeHours ?? null;
    return {
      counts: Object.fromEntries(gapStates.map((state) => [state, byState.get(state)?.count ?? 0])) as Record<
        Gap['state'],
        number
      >,
      medianLeadTimeHours: hours === null ? null : Number(hours),
    };
  }

  /** The latest distinct questions, newest first. */
  async questions(scope: AccessScope, id: string): Promise<GapQuestion[]> {
    const parameters = [...scopeParameters(scope), id, mostQuestions];
    const rows = await this.#database.dataSource.query<QuestionRow[]>(sql.gapQuestionsSql, parameters);
    return rows.map(({ outcome, text, confidence, answerer, ...row }) => ({
      answerId: row.answerId,
      question: row.question,
      lang: row.lang,
      reason: row.reason,
      similarity: row.similarity,
      askedAt: row.askedAt.toISOString(),
      before: { outcome, text, confidence, answerer },
      after: row.after,
      improved: row.improved,
    }));
  }

  /** What an answer's question may refer to of the conversation before it, oldest first. */
  async turnsBefore(scope: AccessScope, answerId: string): Promise<Turn[]> {
    const parameters = [...scopeParameters(scope), answerId];
    return turnsOf(await this.#database.dataSource.query<Exchange[]>(sql.turnsBeforeSql, parameters));
  }

  /** Entries that were drafted from the gap. */
  async faq(scope: AccessScope, id: string): Promise<GapDetail['faq']> {
    return this.#database.dataSource.query<GapDetail['faq']>(sql.gapFaqSql, [...scopeParameters(scope), id]);
  }

  /** @throws MingdaError `GAP_NOT_FOUND`, `GAP_MEASURING` when the state of a gap under measurement would change */
  async change(scope: AccessScope, id: string, { owner, state }: ChangeGap): Promise<Gap> {
    const parameters = [...scopeParameters(scope), id, owner ?? null, state ?? null];
    await this.#database.dataSource.query(sql.changeGapSql, parameters);
    const gap = await this.get(scope, id);
    if (gap === null) throw new MingdaError('GAP_NOT_FOUND', { subject: id });
    if (state !== undefined && gap.state !== state) throw new MingdaError('GAP_MEASURING', { subject: id });
    return gap;
  }

  /** @throws MingdaError `GAP_NOT_FOUND` */
  async startMeasuring(scope: AccessScope, id: string, tx: EntityManager): Promise<void> {
    await tx.query(sql.startMeasuringSql, [...scopeParameters(scope), id]);
    const [row] = await tx.query<GapRow[]>(sql.gapSql, [...scopeParameters(scope), id]);
    if (row === undefined) throw new MingdaError('GAP_NOT_FOUND', { subject: id });
  }
}

function gapView(row: GapRow): Gap {
  const { id, collectionId, title, lang, state, owner, questionCount, examples, measurement, failure } = row;
  return {
    id,
    collectionId,
    title,
    lang,
    state,
    owner,
    questionCount,
    examples,
    measurement,
    failure,
    firstSeen: row.firstSeen.toISOString(),
    lastSeen: row.lastSeen.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
