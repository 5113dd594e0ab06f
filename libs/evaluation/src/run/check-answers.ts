import type { EvaluationRun } from '@mingda/contracts';
import type { CodeRunner } from '../code-answers/code-runner.ts';
import { codeVerdict } from '../code-answers/code-verdict.ts';
import type { AnswerJudge } from '../judge/answer-judge.ts';
import { measureAgreement, type LabelledAnswer } from '../judge/judge-agreement.ts';
import type { MetricNeed } from '../metrics/metric.ts';
import type { AnswerJudgement, QuestionOutcome } from '../metrics/question-outcome.ts';

/** Checks of answers that are off by default: each runs where it is configured and a chosen metric needs it. */
export interface AnswerChecks {
  readonly judge?: Pick<AnswerJudge, 'judge' | 'model' | 'prompts'>;
  /** Answers that people have judged, to know how far the judge can be trusted. */
  readonly labels?: () => Promise<readonly LabelledAnswer[]>;
  readonly codeRunner?: Pick<CodeRunner, 'run'>;
}

interface Work {
  readonly needs: ReadonlySet<MetricNeed>;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Adds judgements and verdicts on code to the outcomes that have none yet, one after the other.
 * @throws MingdaError what the judge's model throws after its tries; `CODE_SANDBOX_UNAVAILABLE`
 */
export async function checkAnswers(
  { judge, codeRunner }: AnswerChecks,
  outcomes: readonly QuestionOutcome[],
  { needs, onProgress, signal }: Work,
): Promise<QuestionOutcome[]> {
  const judges = needs.has('judgement') ? judge : undefined;
  const runs = needs.has('code') ? codeRunner : undefined;
  const checked: QuestionOutcome[] = [];
  for (const outcome of outcomes) {
    signal?.throwIfAborted();
    const judgement =
      judges === undefined || outcome.judgement !== null ? outcome.judgement : await judgeOne(judges, outcome, signal);
    const code = runs === undefined || outcome.code !== null ? outcome.code : await codeVerdict(runs, outcome);
    checked.push({ ...outcome, judgement, code });
    onProgress?.(checked.length, outcomes.length);
  }
  return checked;
}

async function judgeOne(
  judge: Pick<AnswerJudge, 'judge'>,
  { question, answer }: QuestionOutcome,
  signal: AbortSignal | undefined,
): Promise<AnswerJudgement | null> {
  if (answer === null || answer.refused || answer.text.trim() === '') return null;
  return judge.judge({ question: question.question, text: answer.text, citations: answer.citations }, signal);
}

/** What a report says of the judge; null when none judged. */
export async function describeJudge(
  { judge, labels }: AnswerChecks,
  outcomes: readonly QuestionOutcome[],
  { needs, signal }: Work,
): Promise<NonNullable<EvaluationRun['judge']> | null> {
  if (judge === undefined || !needs.has('judgement')) return null;
  const judged = outcomes.flatMap(({ judgement }) => judgement ?? []);
  const agreement = labels === undefined ? null : await measureAgreement(judge, await labels(), signal);
  return {
    model: judge.model,
    prompts: { ...judge.prompts },
    judged: judged.length,
    unreadable: judged.filter((it) => it.relevance === null).length,
    agreement,
  };
}
