import type { Answer, Evaluation } from '@mingda/contracts';

const percent = (it: number | null): string => (it === null ? '-' : it.toFixed(3));

export function showScore({ counts, metrics }: Evaluation): void {
  if (counts === null || metrics === null) return;
  console.log(
    `\nGold set / 评测集: ${counts.questions} questions, ${counts.correct} of ${counts.answerable} answerable ones correct\n` +
      `  accuracy ${percent(metrics.accuracy)}   recall@5 ${percent(metrics.recallAt5)}   MRR ${percent(metrics.mrr)}   ` +
      `BERTScore F1 ${percent(metrics.bertScoreF1)}   refusal precision ${percent(metrics.refusalPrecision)}, recall ${percent(metrics.refusalRecall)}`,
  );
}

/** The answer as a person would want to check it: each citation with its document, page and words. */
export function showAnswer(answer: Answer): void {
  const cited = answer.citations.map((it) => {
    const page = it.pageFrom === null ? '' : `, p. ${it.pageFrom}`;
    return `  [${it.marker}] ${it.title} (${it.sourceKey}${page})\n      “${it.quote}”`;
  });
  console.log(
    `\n${answer.question}\n→ ${answer.text}  (confidence ${answer.confidence.toFixed(2)})\n${cited.join('\n')}`,
  );
}

interface StartFacts {
  readonly url: string;
  readonly token: string | null;
  readonly seconds: number;
}

export function showStart({ url, token, seconds }: StartFacts): void {
  console.log(`\nMingda / 明答: ${url}   API: ${url}/docs   (${seconds.toFixed(1)} s)`);
  if (token !== null) console.log(`Administrator token / 管理员令牌: ${token}`);
}
