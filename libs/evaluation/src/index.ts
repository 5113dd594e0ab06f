export { baselines, rescale, rescalePair, type Baseline } from './bert-score/baseline.ts';
export { BertScorer, type BertScore, type BertScorerOptions, type ScorePair } from './bert-score/bert-scorer.ts';
export { greedyMatch, type PairScore, type TokenMatrix } from './bert-score/greedy-match.ts';
export type { TokenModels } from './bert-score/token-encoder.ts';
export type { GoldFile, GoldSet } from './gold-set/gold-set.ts';
export { readGoldSet } from './gold-set/gold-set.reader.ts';
export { GoldSets } from './gold-set/gold-sets.ts';
export { selectQuestions } from './gold-set/select-questions.ts';
export type { Metric } from './metrics/metric.ts';
export { chooseMetrics, metricNames, metricTable } from './metrics/metric-table.ts';
export type { QuestionOutcome } from './metrics/question-outcome.ts';
export { metricTexts } from './report/metric-texts.ts';
export { renderReport, writeReport, type ReportFormat } from './report/render-report.ts';
export { accuracyTarget, similarityTarget } from './report/targets.ts';
export type { AnswerRequest, AskFunctions, RetrieveRequest } from './run/ask-questions.ts';
export { RunEvaluation, type EvaluationStore } from './run/run-evaluation.ts';
export {
  RunGoldSet,
  type RunGoldSetDependencies,
  type RunGoldSetRequest,
  type RunProgress,
} from './run/run-gold-set.ts';
export { StartEvaluation } from './run/start-evaluation.ts';
