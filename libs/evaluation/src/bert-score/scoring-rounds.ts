import type { Language } from '@mingda/language';

export interface ScorePair {
  readonly candidate: string;
  /**
   * The best value of precision, recall and F1 over them counts, each by itself. Without any there is nothing to compare
   * with: the parts are NaN.
   */
  readonly references: readonly string[];
  readonly language: Language;
  /** What was asked; its similarity to the candidate is the relevance. */
  readonly question?: string;
}

/** Texts of a pair in the form that is encoded. */
export interface PreparedPair {
  readonly position: number;
  readonly candidate: string;
  readonly references: readonly string[];
  readonly question: string | undefined;
}

/** Positions of pairs that are encoded and compared together. */
export interface Round {
  readonly pairs: readonly PreparedPair[];
  /** Distinct texts that no earlier round has left in memory. */
  readonly texts: readonly string[];
  /** Texts that no later round needs. */
  readonly done: readonly string[];
}

/**
 * Bounds of a round: a token vector takes 2 kB, and a character is a token at most, so that two rounds in memory stay
 * below 130 MB whatever is scored; the number of pairs keeps progress visible.
 */
const roundCharacters = 32_000;
const roundPairs = 256;

export const textsOf = ({ candidate, references, question }: PreparedPair): readonly string[] => [
  candidate,
  ...references,
  ...(question === undefined ? [] : [question]),
];

/**
 * Cuts the pairs into rounds. Pairs of like length go together, so that a batch pads little; the pairs of one reference
 * stay together, so that it is encoded once; a text that several rounds need is kept until the last of them.
 */
export function planRounds(pairs: readonly PreparedPair[]): readonly Round[] {
  const key = (pair: PreparedPair): string => pair.references[0] ?? pair.candidate;
  const ordered = pairs.toSorted(
    (a, b) =>
      key(a).length - key(b).length ||
      (key(a) < key(b) ? -1 : Number(key(a) > key(b))) ||
      a.candidate.length - b.candidate.length ||
      a.position - b.position,
  );
  const cuts: PreparedPair[][] = [];
  let characters = Number.POSITIVE_INFINITY;
  for (const pair of ordered) {
    const length = textsOf(pair).reduce((sum, text) => sum + text.length, 0);
    const current = cuts.at(-1);
    if (current === undefined || current.length >= roundPairs || characters + length > roundCharacters) {
      cuts.push([pair]);
      characters = length;
    } else {
      current.push(pair);
      characters += length;
    }
  }
  return withLifetimes(cuts);
}

function withLifetimes(cuts: readonly (readonly PreparedPair[])[]): readonly Round[] {
  const distinct = cuts.map((pairs) => [...new Set(pairs.flatMap(textsOf))]);
  const lastUse = new Map(distinct.flatMap((texts, round) => texts.map((text) => [text, round] as const)));
  const seen = new Set<string>();
  return cuts.map((pairs, round) => {
    const texts = distinct[round].filter((text) => !seen.has(text));
    for (const text of texts) seen.add(text);
    return { pairs, texts, done: distinct[round].filter((text) => lastUse.get(text) === round) };
  });
}
