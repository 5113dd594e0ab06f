import { z } from 'zod';
import type { TokenUsage } from './question-outcome.ts';

/** Price of a million tokens by model, all in one currency. */
export const priceTableSchema = z.record(
  z.string(),
  z.object({ inputPerMillion: z.number().nonnegative(), outputPerMillion: z.number().nonnegative() }),
);
export type PriceTable = z.infer<typeof priceTableSchema>;

const million = 1_000_000;

/**
 * Cost of one answer: 0 when no language model wrote it, null when its tokens or its model's price are not known. An
 * answerer with a language model is named `llm:…`.
 */
export function costOf(
  answer: { readonly answerer: string; readonly usage?: TokenUsage | undefined },
  prices: PriceTable,
): number | null {
  const { answerer, usage } = answer;
  if (usage === undefined) return answerer.startsWith('llm:') ? null : 0;
  if (!Object.hasOwn(prices, usage.model)) return null;
  const { inputPerMillion, outputPerMillion } = prices[usage.model];
  return (usage.inputTokens * inputPerMillion + usage.outputTokens * outputPerMillion) / million;
}
