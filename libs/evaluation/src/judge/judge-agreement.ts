import { readFile } from 'node:fs/promises';
import { MingdaError } from '@mingda/platform';
import { z } from 'zod';
import { agreementOf, type Agreement } from './agreement.ts';
import type { AnswerJudge } from './answer-judge.ts';

/** One line of the labels file: an answer that a person has judged, with the passages that it cites. */
const labelledAnswerSchema = z.object({
  question: z.string().min(1),
  answer: z.string().min(1),
  quotes: z.array(z.string()).default([]),
  /** Every statement is supported by the quotes. */
  faithful: z.boolean().optional(),
  /** It answers what was asked. */
  relevant: z.boolean().optional(),
});
export type LabelledAnswer = z.infer<typeof labelledAnswerSchema>;

/** A judge's agreement with people, by part; null where no answer was labelled and readably judged. */
export interface JudgeAgreement {
  readonly faithfulness: Agreement | null;
  readonly relevance: Agreement | null;
}

/** "Answers it with something besides" and better counts as relevant. */
const relevantFrom = 0.75;

/**
 * Reads one JSON object a line.
 * @throws MingdaError `CONFIG_INVALID` naming file and line
 */
export async function readLabels(file: string): Promise<readonly LabelledAnswer[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [labelledAnswerSchema.parse(JSON.parse(line))];
    } catch (cause) {
      throw new MingdaError('CONFIG_INVALID', {
        subject: `${file}:${index + 1}`,
        detail: 'not a labelled answer',
        fixes: ['each line is {"question", "answer", "quotes", "faithful", "relevant"}; see docs/evaluate/metrics.md'],
        cause,
      });
    }
  });
}

/** Lets the judge judge what people have judged. An answer is faithful for it when it supports every statement. */
export async function measureAgreement(
  judge: Pick<AnswerJudge, 'judge'>,
  labelled: readonly LabelledAnswer[],
  signal?: AbortSignal,
): Promise<JudgeAgreement> {
  const faithfulness: (readonly [boolean, boolean])[] = [];
  const relevance: (readonly [boolean, boolean])[] = [];
  for (const { question, answer, quotes, faithful, relevant } of labelled) {
    const citations = quotes.map((quote, index) => ({ marker: index + 1, sourceKey: '', quote }));
    const judged = await judge.judge({ question, text: answer, citations }, signal);
    if (faithful !== undefined && judged.faithfulness !== null)
      faithfulness.push([judged.faithfulness === 1, faithful]);
    if (relevant !== undefined && judged.relevance !== null)
      relevance.push([judged.relevance >= relevantFrom, relevant]);
  }
  return { faithfulness: agreementOf(faithfulness), relevance: agreementOf(relevance) };
}
