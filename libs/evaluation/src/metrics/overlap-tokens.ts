import { toSimplified, tokensForF1 } from '@mingda/language';

/** Tokens of overlap scores: a Han character each, other scripts by word; NFKC, lower case, simplified characters. */
export const overlapTokens = (text: string): readonly string[] => tokensForF1(toSimplified(text.normalize('NFKC')));

/** Tokens of both sides, each as often as both have it. */
export function sharedTokens(left: readonly string[], right: readonly string[]): number {
  const open = new Map<string, number>();
  for (const token of right) open.set(token, (open.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of left) {
    const count = open.get(token) ?? 0;
    if (count === 0) continue;
    open.set(token, count - 1);
    shared += 1;
  }
  return shared;
}

/**
 * F-measure of what two texts of these lengths share; `beta` is how much recall counts against precision (van
 * Rijsbergen 1979).
 */
export function overlapF(shared: number, lengths: { answer: number; reference: number }, beta = 1): number {
  if (shared === 0) return 0;
  const precision = shared / lengths.answer;
  const recall = shared / lengths.reference;
  return ((1 + beta ** 2) * precision * recall) / (recall + beta ** 2 * precision);
}
