import type { AccessScope, EvaluationCounts, EvaluationReport, Metrics, RunConfiguration } from '@mingda/contracts';
import type { Database } from '../database.ts';
import { scopeParameters, scopeSql } from '../scope.ts';

/** A finished run of the same gold set on the same collection, of all metrics and of no draft. */
export interface PastEvaluation {
  readonly id: string;
  readonly createdAt: Date;
  readonly metrics: Metrics;
  readonly counts: EvaluationCounts;
  /** Equal for runs of the same questions; null for reports that do not say. */
  readonly questionsSha256: string | null;
}

/** A report with what came before it. */
export interface ReportWithHistory {
  readonly id: string;
  readonly tenantId: string;
  readonly createdAt: Date;
  readonly report: EvaluationReport;
  readonly configuration: RunConfiguration | null;
  /** Oldest first, this one left out. */
  readonly past: readonly PastEvaluation[];
  /** The latest earlier report, of the same questions if there is one. */
  readonly previous: EvaluationReport | null;
}

/** Runs before that are read for trends and usual bands. */
const depth = 30;

export class ScheduleHistoryRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @returns null when there is no such evaluation or it has not finished */
  async read(scope: AccessScope, evaluationId: string): Promise<ReportWithHistory | null> {
    const query = this.#database.dataSource;
    const own = await query.query<OwnRow[]>(
      `select e.* from evaluation e where ${scopeSql('e')} and e.id = $3 and e.state = 'finished'`,
      [...scopeParameters(scope), evaluationId],
    );
    if (own.length === 0) return null;
    const [{ id, tenant_id, created_at, report, configuration }] = own;
    const rows = await query.query<PastRow[]>(pastSql, [...scopeParameters(scope), evaluationId]);
    const past = rows.toReversed().map((row) => ({
      id: row.id,
      createdAt: row.created_at,
      metrics: row.metrics,
      counts: row.counts,
      questionsSha256: row.questions,
    }));
    const before = past.findLast((it) => it.questionsSha256 === report.run?.questionsSha256) ?? past.at(-1);
    const previous =
      before === undefined
        ? []
        : await query.query<{ report: EvaluationReport }[]>('select report from evaluation where id = $1', [before.id]);
    return {
      id,
      tenantId: tenant_id,
      createdAt: created_at,
      report,
      configuration,
      past,
      previous: previous[0]?.report ?? null,
    };
  }
}

interface OwnRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly created_at: Date;
  readonly report: EvaluationReport;
  readonly configuration: RunConfiguration | null;
}

interface PastRow {
  readonly id: string;
  readonly created_at: Date;
  readonly metrics: Metrics;
  readonly counts: EvaluationCounts;
  readonly questions: string | null;
}

const pastSql = `
select p.id, p.created_at, p.metrics, p.counts, p.report #>> '{run,questionsSha256}' as questions
from evaluation e join evaluation p on p.tenant_id = e.tenant_id and p.collection_id = e.collection_id
  and p.gold_set = e.gold_set and p.question_limit is not distinct from e.question_limit
  and p.state = 'finished' and p.metric_names is null and coalesce(p.configuration #>> '{profile,state}', 'published') <> 'draft'
  and (p.created_at, p.id) < (e.created_at, e.id)
where ${scopeSql('e')} and e.id = $3
order by p.created_at desc, p.id desc limit ${depth}`;
