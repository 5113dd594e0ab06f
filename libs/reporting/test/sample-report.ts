import { metricTable } from '@mingda/evaluation';
import type { EvaluationReport, MetricName, Metrics, QuestionResult } from '@mingda/contracts';

export interface SampleOptions {
  readonly questions?: number;
  /** Answerable questions that are wrong, from the first. */
  readonly wrong?: number;
  readonly startedAt?: string;
  readonly metrics?: Partial<Metrics>;
  /** Added to the text of every question and answer. */
  readonly text?: string;
  readonly sha256?: string;
}

/** A report as a run makes it, with every fifth question unanswerable. Figures agree with the questions. */
export function sampleReport(options: SampleOptions = {}): EvaluationReport {
  const { questions: count = 50, wrong = 4, text = '', sha256 = 'a'.repeat(64) } = options;
  const startedAt = options.startedAt ?? '2026-11-23T01:00:00.000Z';
  let answerable = 0;
  const questions = Array.from({ length: count }, (_, index): QuestionResult => {
    const asked = index % 5 !== 4;
    if (asked) answerable += 1;
    const right = asked && answerable > wrong;
    const zh = index % 2 === 0;
    return {
      id: `q${index + 1}`,
      question: zh
        ? `员工每年有多少天带薪年假？（${index + 1}）${text}`
        : `How many days of leave are there? (${index + 1})${text}`,
      lang: zh ? 'zh' : 'en',
      answerable: asked,
      references: asked ? [zh ? '每年十五天带薪年假' : 'fifteen days of paid leave'] : [],
      answer: asked
        ? zh
          ? `每年${right ? '十五' : '五'}天带薪年假。${text}`
          : `You have ${right ? 'fifteen' : 'five'} days.${text}`
        : '',
      refused: !asked,
      confidence: right ? 0.92 : 0.41,
      retrieved: ['hr/leave.md', 'hr/travel.md'],
      relevant: asked ? ['hr/leave.md'] : [],
      cited: asked ? ['hr/leave.md'] : [],
      scores: {
        accuracy: asked ? Number(right) : null,
        wrongAnswerRate: asked ? Number(!right) : null,
        falseRefusalRate: asked ? 0 : null,
        refusalRecall: asked ? null : 1,
        recallAt5: asked ? 1 : null,
        bertScoreF1: asked ? (right ? 0.88 : 0.61) : null,
      },
      latencyMs: 80 + index,
      split: index % 3 === 0 ? 'tune' : 'test',
      tags: ['hr'],
    };
  });
  const correct = answerable - Math.min(wrong, answerable);
  const metrics = {
    ...(Object.fromEntries((Object.keys(metricTable) as MetricName[]).map((name) => [name, null])) as Metrics),
    accuracy: correct / answerable,
    wrongAnswerRate: 1 - correct / answerable,
    refusalRecall: 1,
    falseRefusalRate: 0,
    recallAt5: 1,
    bertScoreF1: 0.83,
    latencyMeanMs: 104.5,
    latencyP95Ms: 126,
    ...options.metrics,
  };
  const counts = {
    documents: 28,
    chunks: 142,
    questions: count,
    answerable,
    unanswerable: count - answerable,
    answered: answerable,
    refused: count - answerable,
    correct,
    failed: 0,
  };
  return {
    goldSet: 'leave',
    collection: '人事制度',
    startedAt,
    finishedAt: startedAt,
    profile: { fusion: { dense: 0.6 }, answering: { threshold: 0.5 } },
    models: ['bge-small-zh-v1.5-int8'],
    counts,
    metrics,
    groups: { 'lang:en': { counts, metrics }, 'lang:zh': { counts, metrics }, 'tag:hr': { counts, metrics } },
    questions,
    run: { questionsSha256: sha256, limit: null, metrics: [], concurrency: 1, bertScore: null },
  };
}
