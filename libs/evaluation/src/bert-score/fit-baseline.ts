import type { Language } from '@mingda/language';
import { mean } from '../metrics/metric.ts';
import type { BertScorer } from './bert-scorer.ts';
import type { PairScore } from './greedy-match.ts';

/** A sentence and the document that it stands in. */
export interface SourceSentence {
  readonly document: string;
  readonly text: string;
}

/**
 * Random pairs of sentences from different documents, so that they are about different things. The same seed draws the
 * same pairs from the same sentences.
 * @throws RangeError when all sentences stand in one document
 */
export function drawPairs(
  sentences: readonly SourceSentence[],
  options: { pairs: number; seed: number },
): readonly (readonly [string, string])[] {
  if (new Set(sentences.map((it) => it.document)).size < 2)
    throw new RangeError('pairs need sentences from two documents');
  const random = seededRandom(options.seed);
  const draw = (): SourceSentence => sentences[Math.floor(random() * sentences.length)];
  return Array.from({ length: options.pairs }, () => {
    const first = draw();
    let second = draw();
    while (second.document === first.document) second = draw();
    return [first.text, second.text] as const;
  });
}

/** Mean precision, recall and F1 over pairs that do not belong together. */
export async function fitBaseline(
  scorer: Pick<BertScorer, 'score'>,
  pairs: readonly (readonly [string, string])[],
  options: { language: Language; onProgress?: (done: number, total: number) => void },
): Promise<PairScore> {
  const { language, onProgress } = options;
  const scores = await scorer.score(
    pairs.map(([candidate, reference]) => ({ candidate, references: [reference], language })),
    onProgress === undefined ? {} : { onProgress },
  );
  const part = (name: keyof PairScore): number =>
    mean(scores.map((score) => score.raw[name]).filter((value) => !Number.isNaN(value))) ?? 0;
  return { precision: part('precision'), recall: part('recall'), f1: part('f1') };
}

/** mulberry32: 32 bits of state are plenty for choosing pairs, and the sequence is the same on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
