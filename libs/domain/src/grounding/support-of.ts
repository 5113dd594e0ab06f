import { analyze, normalizeText, splitSentences } from '@mingda/language';

/** Share of a statement's terms that a passage's sentence must hold. */
const leastOverlap = 0.5;
const pairPenalty = 0.15;
const number = /\d+(?:[.,:]\d+)*/g;
const negation = /不(?!仅|但|断|同|少)|没有|无需|禁止|未|\b(?:not|no|never|cannot|without|n't)\b/iu;

const termsOf = (text: string): Set<string> => new Set(analyze(text).map((it) => it.term));

/**
 * The range of a passage that supports a statement: enough of its words, all of its numbers and the same negation in
 * one sentence or two neighbouring ones. Null when no range does. Words of the question alone prove nothing.
 */
export function supportOf(
  statement: string,
  passage: { readonly text: string },
  question: string,
): { start: number; end: number } | null {
  const asked = termsOf(question);
  const all = [...termsOf(statement)];
  const told = all.filter((it) => !asked.has(it));
  const terms = told.length > 0 ? told : all;
  const numbers = normalizeText(statement).match(number) ?? [];
  const spans = splitSentences(passage.text);
  let best: { start: number; end: number; worth: number } | null = null;
  for (let at = 0; at < spans.length; at += 1) {
    for (const last of [at, at + 1]) {
      const [start] = spans[at];
      const end = spans[last]?.[1];
      if (end === undefined) continue;
      const range = passage.text.slice(start, end);
      const held = termsOf(range);
      const share = terms.filter((it) => held.has(it)).length / Math.max(1, terms.length);
      const text = normalizeText(range);
      if (share < leastOverlap || numbers.some((it) => !text.includes(it))) continue;
      if (negation.test(statement) !== negation.test(range)) continue;
      // One sentence is a better proof than two that hold little more.
      const worth = share - (last === at ? 0 : pairPenalty);
      if (best === null || worth > best.worth) best = { start, end, worth };
    }
  }
  return best === null ? null : { start: best.start, end: best.end };
}
