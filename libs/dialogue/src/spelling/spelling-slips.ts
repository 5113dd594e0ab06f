import { analyze, termHash, type UserWords } from '@mingda/language';
import syllableTable from './syllables.json' with { type: 'json' };

/** A piece of a question that the collection does not know, with what it may have been meant to be. */
export interface SpellingSlip {
  readonly written: string;
  readonly candidates: readonly string[];
  /** No known word overlaps it; where one does, only a word of the dictionary stands in, and one character stays. */
  readonly isFree: boolean;
}

export interface Correction {
  readonly written: string;
  readonly searched: string;
}

const mostSlips = 3;
const mostCandidates = 1500;
/** Chunks that must hold a pair of characters for it to stand in for a written word, or for it to be no word of the dictionary. */
const leastChunks = 3;
/** Characters that make sentences rather than words; pairs with them come and go. */
const functionCharacters = /[的了是在有和与或这那哪个们么吗呢吧啊什几多少能会可要不没被把给让对从到于为以之其]/u;
const shortestWord = 4;
const longestWord = 20;
const plainWord = /^[a-z]+$/;
const letters = [...'abcdefghijklmnopqrstuvwxyz'];

const han = /^\p{Script=Han}+$/u;
const isWord = (pair: string, words?: UserWords): boolean => analyze(pair, words).length === 1;

let charactersOf: Map<string, string> | undefined;
let syllablesOf: Map<string, string[]> | undefined;

function tables(): { characters: Map<string, string>; syllables: Map<string, string[]> } {
  if (charactersOf === undefined || syllablesOf === undefined) {
    charactersOf = new Map();
    syllablesOf = new Map();
    for (const [syllable, characters] of Object.entries(syllableTable)) {
      charactersOf.set(syllable, characters);
      for (const character of characters) {
        syllablesOf.set(character, [...(syllablesOf.get(character) ?? []), syllable]);
      }
    }
  }
  return { characters: charactersOf, syllables: syllablesOf };
}

/**
 * Where a question may be misspelt, given which of its terms the collection lacks: an unknown pair of Han characters that no
 * known word overlaps, an unknown word of letters, or one that reads as pinyin. Whatever holds a digit is left alone. No
 * vocabulary is needed: candidates are made up here and looked up in the collection's statistics.
 */
export function spellingSlips(
  text: string,
  {
    isKnown,
    isEnglish,
    words,
  }: {
    readonly isKnown: (term: string) => boolean;
    /** Whether a word of letters is written as it should be, though the collection lacks it. */
    readonly isEnglish: (word: string) => boolean;
    readonly words?: UserWords;
  },
): SpellingSlip[] {
  const terms = analyze(text, words).filter((it) => it.end - it.start > 1);
  const covered = new Set<number>();
  for (const { term, start, end } of terms) {
    if (!isKnown(term)) continue;
    for (let at = start; at < end; at += 1) covered.add(at);
  }
  const slips: SpellingSlip[] = [];
  const seen = new Set<string>();
  for (const { start, end } of terms) {
    const written = text.slice(start, end);
    const places = Array.from({ length: end - start }, (_, at) => start + at);
    const isFree = places.every((at) => !covered.has(at));
    if (places.every((at) => covered.has(at)) || seen.has(written) || slips.length === mostSlips) continue;
    seen.add(written);
    const candidates = candidatesOf(written, isEnglish);
    if (candidates.length > 0) slips.push({ written, candidates: candidates.slice(0, mostCandidates), isFree });
  }
  return slips;
}

/**
 * The candidate of each slip that the collection knows best.
 * @param chunksWith chunks that contain a term of the given hash
 */
export function chooseCorrections(
  slips: readonly SpellingSlip[],
  given: {
    readonly collectionId: string;
    readonly chunksWith: ReadonlyMap<number, number>;
    readonly words?: UserWords;
  },
): Correction[] {
  const { collectionId, chunksWith, words } = given;
  return slips.flatMap(({ written, candidates, isFree }) => {
    const known = candidates.flatMap((searched) => {
      const chunks = chunksWith.get(termHash(collectionId, termOf(searched))) ?? 0;
      if (chunks === 0) return [];
      const isSure = !han.test(searched) || (isWord(searched, words) && !(han.test(written) && isWord(written, words)));
      if (
        !isFree &&
        !(isSure && (searched.charAt(0) === written.charAt(0) || searched.charAt(1) === written.charAt(1)))
      )
        return [];
      return chunks < (isSure ? 1 : leastChunks) ? [] : [{ searched, chunks }];
    });
    // Slips of the fingers seldom change the first letter, and a wrongly chosen character leaves the other one.
    const first = (it: string): number =>
      it.charAt(0) === written.charAt(0).toLowerCase() || (han.test(written) && it.charAt(1) === written.charAt(1))
        ? 1
        : 0;
    const [best] = known.toSorted(
      (left, right) => first(right.searched) - first(left.searched) || right.chunks - left.chunks,
    );
    return best === undefined ? [] : [{ written, searched: best.searched }];
  });
}

/** Hashes of all candidates, to be looked up at once. */
export function candidateHashes(slips: readonly SpellingSlip[], collectionId: string): number[] {
  return [...new Set(slips.flatMap((slip) => slip.candidates.map((it) => termHash(collectionId, termOf(it)))))];
}

/** Every pair of neighbouring characters is a term; a word of letters is one by its stem. */
const termOf = (candidate: string): string =>
  han.test(candidate) ? candidate : (analyze(candidate)[0]?.term ?? candidate);

function candidatesOf(written: string, isEnglish: (word: string) => boolean): string[] {
  if (/^\p{Script=Han}{2}$/u.test(written)) return functionCharacters.test(written) ? [] : homophones(written);
  const word = written.toLowerCase();
  // Capitals alone are names of things, not words.
  if (!plainWord.test(word) || word.length < shortestWord || word.length > longestWord) return [];
  if (written === written.toUpperCase()) return [];
  if (isEnglish(word)) return [];
  return [...fromPinyin(word), ...oneSlipAway(word).filter(isEnglish)];
}

function homophones(pair: string): string[] {
  const { characters, syllables } = tables();
  const like = (character: string): string[] =>
    (syllables.get(character) ?? []).flatMap((it) => [...(characters.get(it) ?? '')]);
  const [first = '', second = ''] = pair;
  return pairsOf(like(first), like(second)).filter((it) => it !== pair);
}

/** What two syllables may be written as; longer words are left to the person. */
function fromPinyin(word: string): string[] {
  const { characters } = tables();
  for (let cut = 1; cut < word.length; cut += 1) {
    const [first, second] = [characters.get(word.slice(0, cut)), characters.get(word.slice(cut))];
    if (first !== undefined && second !== undefined) return pairsOf([...first], [...second]);
  }
  return [];
}

const pairsOf = (first: readonly string[], second: readonly string[]): string[] => [
  ...new Set(first.flatMap((left) => second.map((right) => left + right))),
];

/** Every word that one letter added, left out, changed or swapped makes of it. */
function oneSlipAway(word: string): string[] {
  const found = new Set<string>();
  for (let at = 0; at <= word.length; at += 1) {
    const [head, tail] = [word.slice(0, at), word.slice(at)];
    if (tail.length > 0) found.add(head + tail.slice(1));
    if (tail.length > 1) found.add(head + tail.charAt(1) + tail.charAt(0) + tail.slice(2));
    for (const letter of letters) {
      found.add(head + letter + tail);
      if (tail.length > 0) found.add(head + letter + tail.slice(1));
    }
  }
  found.delete(word);
  return [...found].filter((it) => it.length >= shortestWord);
}
