interface Passage {
  readonly versionId: string;
  readonly ordinal: number;
  readonly text: string;
  readonly charStart: number;
  readonly charEnd: number;
}

/** Passages that follow each other in their document, in the order of the document. */
export interface Neighbours<P extends Passage> {
  /** The one that ranks best. */
  readonly best: P;
  readonly members: readonly P[];
}

/**
 * Puts passages of one document that follow each other together, in the place of the best of them, so that a reader
 * meets the text in one piece and in its order.
 * @param passages best first
 */
export function mergeNeighbours<P extends Passage>(passages: readonly P[]): Neighbours<P>[] {
  const groups: { best: P; members: P[] }[] = [];
  for (const passage of passages) {
    const near = groups.filter(({ members }) => members.some((it) => isNext(it, passage)));
    const [home, ...others] = near;
    if (home === undefined) {
      groups.push({ best: passage, members: [passage] });
      continue;
    }
    home.members.push(passage, ...others.flatMap((it) => it.members));
    for (const other of others) groups.splice(groups.indexOf(other), 1);
  }
  return groups.map(({ best, members }) => ({
    best,
    members: members.toSorted((left, right) => left.ordinal - right.ordinal),
  }));
}

const isNext = (left: Passage, right: Passage): boolean =>
  left.versionId === right.versionId && Math.abs(left.ordinal - right.ordinal) === 1;

/**
 * The text of neighbours as one; what the next one repeats of the one before it is said once.
 * @param members in the order of the document
 */
export function joinedText(members: readonly Passage[]): string {
  return members.reduce((joined, { text }) => {
    if (joined === '') return text;
    return `${joined}\n${text.slice(overlapOf(joined, text))}`;
  }, '');
}

/** How many characters at the start of `next` are the end of `before`; whole lines and sentences, 10 at least. */
function overlapOf(before: string, next: string): number {
  for (let length = Math.min(before.length, next.length); length >= 10; length -= 1) {
    if (before.endsWith(next.slice(0, length))) return length;
  }
  return 0;
}
