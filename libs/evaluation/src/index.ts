export { baselines, rescale, rescalePair, type Baseline } from './bert-score/baseline.ts';
export { BertScorer, type BertScore, type BertScorerOptions, type ScorePair } from './bert-score/bert-scorer.ts';
export { greedyMatch, type PairScore, type TokenMatrix } from './bert-score/greedy-match.ts';
export type { TokenModels } from './bert-score/token-encoder.ts';
export { compareRuns, type ComparedRun } from './compare/compare-runs.ts';
export { mulberry32, pairedInterval, standardBootstrap } from './compare/paired-bootstrap.ts';
export { decideGate, type GateRule } from './gate/decide-gate.ts';
export { GateInspector } from './gate/gate-inspector.ts';
export { ProfileGate } from './gate/profile-gate.ts';
export { csvRows } from './gold-set/importing/csv-rows.ts';
export type { NumberedRow } from './gold-set/importing/table-rows.ts';
export { xlsxRows } from './gold-set/importing/xlsx-rows.ts';
export type { GoldFile, GoldSet } from './gold-set/gold-set.ts';
export { readGoldSet } from './gold-set/gold-set.reader.ts';
export { exportGoldSet, type GoldExport } from './gold-set/export-gold-set.ts';
export type { GoldSetStore } from './gold-set/gold-set-store.ts';
export { GoldSets } from './gold-set/gold-sets.ts';
export type { QuestionFile } from './gold-set/importing/gold-file.ts';
export { ImportGoldItems, type GoldImport } from './gold-set/importing/import-gold-items.ts';
export { readBeirFolder, readGoldFile } from './gold-set/importing/read-gold-file.ts';
export { ManageGoldItems } from './gold-set/manage-gold-items.ts';
export { ManageGoldSets } from './gold-set/manage-gold-sets.ts';
export { ProposeGoldItems } from './gold-set/proposing/propose-gold-items.ts';
export { StartGoldProposal } from './gold-set/proposing/start-gold-proposal.ts';
export { selectQuestions } from './gold-set/select-questions.ts';
export { hitAt, normalizedGain } from './metrics/ranking.ts';
export { CodeRunner } from './code-answers/code-runner.ts';
export { AnswerJudge } from './judge/answer-judge.ts';
export { readLabels } from './judge/judge-agreement.ts';
export { faithfulnessPrompt } from './judge/prompts/faithfulness.v1.ts';
export { relevancePrompt } from './judge/prompts/relevance.v1.ts';
export { priceTableSchema, type PriceTable } from './metrics/answer-cost.ts';
export type { Metric } from './metrics/metric.ts';
export { chooseMetrics, metricNames, metricTable } from './metrics/metric-table.ts';
export { MeasureQuestionCoverage } from './metrics/question-coverage.ts';
export type { QuestionOutcome } from './metrics/question-outcome.ts';
export { barChart, histogram } from './report/charts.ts';
export type { Drawing } from './report/drawing.ts';
export { formatShare, formatTime, formatValue, shorten } from './report/format-value.ts';
export { headlineNotices } from './report/headline.ts';
export { metricTexts } from './report/metric-texts.ts';
export { compareReports, type ReportHistory } from './report/report-history.ts';
export { rankOfRelevant, viewReport, type HistoryView, type ReportView } from './report/report-view.ts';
export { trendChart } from './report/trend-chart.ts';
export { renderReport, writeReport, type ReportFormat } from './report/render-report.ts';
export { accuracyTarget, similarityTarget } from './report/targets.ts';
export type { AnswerRequest, AskFunctions, RetrieveRequest } from './run/ask-questions.ts';
export type { AnswerChecks } from './run/check-answers.ts';
export type { RunFacts, RunSubject } from './run/run-configuration.ts';
export { RunEvaluation, type RunSubjects } from './run/run-evaluation.ts';
export {
  RunGoldSet,
  type RunGoldSetDependencies,
  type RunGoldSetRequest,
  type RunProgress,
} from './run/run-gold-set.ts';
export { StartEvaluation } from './run/start-evaluation.ts';
