import { sketchOf, sketchSimilarity, type TextSketch } from './text-sketch.ts';

interface Passage {
  readonly documentId: string;
  readonly text: string;
}

/** A passage with those further down that say the same in other documents. */
export type Collapsed<P extends Passage> = P & { readonly alsoIn: readonly P[] };

/** Two texts of which one has so much more than the other are not the same. */
const leastLengthRatio = 0.9;
const leastSimilarity = 0.9;
/** Shorter texts are the same when all of their characters are. */
const shortest = 40;

/**
 * Shows what several documents say in the same words once, in its best place. Texts that differ in a number or a
 * negation, such as two years of a rule, are kept apart, and so are passages of one document.
 * @param passages best first
 */
export function collapseDuplicates<P extends Passage>(passages: readonly P[]): Collapsed<P>[] {
  const kept: { readonly passage: P; readonly sketch: TextSketch; readonly alsoIn: P[] }[] = [];
  for (const passage of passages) {
    const sketch = sketchOf(passage.text);
    const same = kept.find(
      (it) =>
        it.passage.documentId !== passage.documentId &&
        it.alsoIn.every((other) => other.documentId !== passage.documentId) &&
        isSame(it, { passage, sketch }),
    );
    if (same === undefined) kept.push({ passage, sketch, alsoIn: [] });
    else same.alsoIn.push(passage);
  }
  return kept.map(({ passage, alsoIn }) => ({ ...passage, alsoIn }));
}

interface Sketched {
  readonly passage: Passage;
  readonly sketch: TextSketch;
}

function isSame(left: Sketched, right: Sketched): boolean {
  if (left.passage.text === right.passage.text) return true;
  const shorter = Math.min(left.sketch.length, right.sketch.length);
  const longer = Math.max(left.sketch.length, right.sketch.length);
  if (shorter < leastLengthRatio * longer || left.sketch.signs !== right.sketch.signs) return false;
  const similarity = sketchSimilarity(left.sketch, right.sketch);
  return longer < shortest ? similarity === 1 && shorter === longer : similarity >= leastSimilarity;
}
