import type { TokenMatrix, TokenWeight } from './greedy-match.ts';

/** Every token weighs 1, except the model's first and last one: [CLS] and [SEP]. */
export function plainWeights(special: ReadonlySet<number>): TokenWeight {
  return (id) => (special.has(id) ? 0 : 1);
}

/** [CLS] and [SEP] by example: they frame every encoded text. */
export function specialIdsOf(text: TokenMatrix): ReadonlySet<number> {
  return new Set([text.ids[0], text.ids[text.ids.length - 1]]);
}

/**
 * Inverse document frequency over the references: ln((N + 1) / (df + 1)), ln(N + 1) for a token in none of them. The
 * special tokens are in every reference, so they weigh 0 by themselves.
 * @param references ids of each reference with its special tokens, repeated and empty ones included
 */
export function inverseDocumentFrequency(references: readonly Int32Array[]): TokenWeight {
  const frequency = new Map<number, number>();
  for (const ids of references) {
    for (const id of new Set(ids)) frequency.set(id, (frequency.get(id) ?? 0) + 1);
  }
  const total = references.length + 1;
  return (id) => Math.log(total / ((frequency.get(id) ?? 0) + 1));
}
