import type { AccessScope, EvaluationCounts, Metrics, ReportFileFormat } from '@mingda/contracts';
import type { ReportWithHistory, ScheduleHistoryRepository } from '@mingda/database';
import { viewReport, type ReportHistory } from '@mingda/evaluation';
import type { Language } from '@mingda/language';
import { MingdaError } from '@mingda/platform';
import { renderApart } from './render-apart.ts';
import type { ReportFile } from './report-file.ts';

export interface ReportSummary {
  readonly day: string;
  readonly facts: readonly string[];
  readonly findings: readonly string[];
  readonly metrics: Metrics;
  readonly counts: EvaluationCounts;
}

/** Reports of finished evaluations with what came before them. */
export class MakeReport {
  readonly #history: ScheduleHistoryRepository;

  constructor(history: ScheduleHistoryRepository) {
    this.#history = history;
  }

  /** @throws MingdaError `EVALUATION_NOT_FOUND` when there is none or it has not finished */
  async file(
    scope: AccessScope,
    { evaluationId, format, language }: { evaluationId: string; format: ReportFileFormat; language: Language },
  ): Promise<ReportFile> {
    const found = await this.#read(scope, evaluationId);
    return renderApart({ report: found.report, history: historyOf(found), format, language });
  }

  /** What a message says. @throws MingdaError `EVALUATION_NOT_FOUND` */
  async summary(scope: AccessScope, evaluationId: string, language: Language): Promise<ReportSummary> {
    const { report } = await this.#read(scope, evaluationId);
    const { texts, findings } = viewReport(report, language);
    const { documents, chunks, questions } = report.counts;
    return {
      day: report.startedAt.slice(0, 10),
      facts: [
        `${texts.goldSet}: ${report.goldSet}`,
        `${texts.collection}: ${report.collection}`,
        texts.size(documents, chunks, questions),
      ],
      findings,
      metrics: report.metrics,
      counts: report.counts,
    };
  }

  async #read(scope: AccessScope, evaluationId: string): Promise<ReportWithHistory> {
    const found = await this.#history.read(scope, evaluationId);
    if (found === null) throw new MingdaError('EVALUATION_NOT_FOUND', { subject: evaluationId });
    return found;
  }
}

function historyOf({ past, previous, configuration }: ReportWithHistory): ReportHistory {
  return {
    runs: past.map(({ createdAt, metrics }) => ({ at: createdAt.toISOString(), metrics })),
    previous,
    configuration,
  };
}
