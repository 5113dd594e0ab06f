import type { EvaluationReport, QuestionResult } from '@mingda/contracts';
import { languages, type Language } from '@mingda/language';
import { baselines } from '../bert-score/baseline.ts';
import { scoringLanguage } from '../bert-score/scoring-language.ts';
import { mean } from '../metrics/metric.ts';
import { similarityTarget } from './targets.ts';

/** BERTScore of the questions of one language beside the lines that it is read against. */
export interface SimilaritySummary {
  readonly language: Language;
  readonly meanRaw: number | null;
  readonly meanRescaled: number | null;
  /** Raw F1 of each answer given, refusals left out. */
  readonly givenRaw: readonly number[];
  readonly meanGivenRaw: number | null;
  readonly passing: { readonly count: number; readonly of: number };
  /** F1 of unrelated texts on the model. */
  readonly baseline: number;
  /** Positions on the axis of raw F1: the target, its rescaled equivalent on this model, and the fitted mark. */
  readonly lines: { readonly raw: number; readonly rescaled: number; readonly fitted: number };
}

/** One summary for each language with scored questions. Baselines are those of the run, kept in its report. */
export function summarizeSimilarity(report: EvaluationReport): readonly SimilaritySummary[] {
  const scored = report.questions.filter((question) => typeof question.scores['bertScoreF1'] === 'number');
  return languages.flatMap((language) => {
    const own = scored.filter((question) => scoringLanguage(question.references) === language);
    return own.length === 0
      ? []
      : [summarize(language, own, report.run?.bertScore?.[language]?.f1 ?? baselines[language].f1)];
  });
}

function summarize(language: Language, questions: readonly QuestionResult[], baseline: number): SimilaritySummary {
  const values = (of: readonly QuestionResult[], name: string): number[] =>
    of.map((question) => question.scores[name]).filter((value) => typeof value === 'number');
  const given = questions.filter((question) => !question.refused && question.failure === undefined);
  const givenRaw = values(given, 'bertScoreF1');
  const fitted = similarityTarget.fitted[language];
  return {
    language,
    meanRaw: mean(values(questions, 'bertScoreF1')),
    meanRescaled: mean(values(questions, 'bertScoreF1Rescaled')),
    givenRaw,
    meanGivenRaw: mean(givenRaw),
    passing: { count: givenRaw.filter((value) => value >= fitted).length, of: givenRaw.length },
    baseline,
    lines: { raw: similarityTarget.raw, rescaled: baseline + similarityTarget.rescaled * (1 - baseline), fitted },
  };
}
