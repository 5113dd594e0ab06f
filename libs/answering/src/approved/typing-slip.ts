/** Shorter words are too often one letter from another word. */
const leastLength = 5;

/**
 * Whether one word is the other with one slip of the fingers: a letter too many, missing, wrong, or two neighbours swapped.
 * Words with figures never are: another figure is another thing.
 */
export function isTypingSlip(left: string, right: string): boolean {
  if (Math.min(left.length, right.length) < leastLength || /\d/.test(left + right)) return false;
  if (Math.abs(left.length - right.length) > 1) return false;
  let start = 0;
  while (start < left.length && left[start] === right[start]) start += 1;
  const [ours, theirs] = [left.slice(start), right.slice(start)];
  return (
    ours.slice(1) === theirs.slice(1) ||
    ours.slice(1) === theirs ||
    ours === theirs.slice(1) ||
    (ours.length > 1 && ours[0] === theirs[1] && ours[1] === theirs[0] && ours.slice(2) === theirs.slice(2))
  );
}

/** The words of `own`, each slip replaced by the word of `other` that was meant. */
export function withoutSlips(own: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> {
  const meant = (word: string): string =>
    other.has(word) ? word : ([...other].find((it) => isTypingSlip(word, it)) ?? word);
  return new Set([...own].map(meant));
}
