import { readFileSync } from 'node:fs';
import {
  AnswerJudge,
  CodeRunner,
  priceTableSchema,
  readLabels,
  type AnswerChecks,
  type PriceTable,
} from '@mingda/evaluation';
import type { ChatWriter } from '@mingda/models';
import { MingdaError, type Config } from '@mingda/platform';

/**
 * What evaluations check beyond the usual, as the configuration says: nothing by default.
 * @throws MingdaError `CONFIG_INVALID` when a judge is wanted without a language model, or the price table is none
 */
export function answerChecks(
  { evaluation }: Config,
  writer: ChatWriter | undefined,
): { readonly checks: AnswerChecks; readonly prices?: PriceTable } {
  const { judge, judgeLabels, codeAnswers, prices } = evaluation;
  if (judge && writer === undefined) {
    throw new MingdaError('CONFIG_INVALID', {
      detail: 'MINGDA_EVAL_JUDGE is on without a language model',
      fixes: ['set MINGDA_CHAT_MODEL', 'unset MINGDA_EVAL_JUDGE'],
    });
  }
  return {
    checks: {
      ...(judge && writer !== undefined ? { judge: new AnswerJudge({ writer }) } : {}),
      ...(judgeLabels === undefined ? {} : { labels: () => readLabels(judgeLabels) }),
      ...(codeAnswers ? { codeRunner: new CodeRunner() } : {}),
    },
    ...(prices === undefined ? {} : { prices: readPrices(prices) }),
  };
}

function readPrices(file: string): PriceTable {
  try {
    return priceTableSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new MingdaError('CONFIG_INVALID', {
      subject: file,
      detail: 'MINGDA_EVAL_PRICES names no price table',
      fixes: ['write {"model": {"inputPerMillion": 1, "outputPerMillion": 2}}'],
      cause,
    });
  }
}
