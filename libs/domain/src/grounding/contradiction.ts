import { analyze, normalizeText } from '@mingda/language';
import type { Atom } from '../exactness/atom.ts';
import { readAtoms } from '../exactness/read-atoms.ts';
import { innerProduct } from '../vectors/inner-product.ts';

/** A sentence with its context, as two documents may say it differently. */
export interface Statement {
  readonly text: string;
  readonly terms: ReadonlySet<string>;
  /** Norm 1. */
  readonly vector: Float32Array;
}

/** Share of the words, values left out, that two sentences must have in common to speak of one thing. */
const leastOverlap = 0.6;
/** The same of the longer one, its denial left out: a clause more may deny something else. */
const leastOverlapOfDenial = 0.85;
const leastSimilarity = 0.8;

const holdsDigit = /\d/u;
/** Product numbers, error codes, versions: they name what is spoken of. */
const code = /^\p{L}[\p{L}\p{N}._/-]*\d/u;
const negation =
  /不(?!仅|但|断|同|少|错|过|管|论)|没有|无需|无须|禁止|严禁|未(?!来)|\b(?:not|no|never|cannot|without)\b|n['’]t\b/giu;
/** Chinese asks both ways without denying anything. */
const bothWays = /(.)不\1|是否|能否|有没有/gu;

/**
 * Whether two sentences that answer the same question say different things: the same words and one value, date or time that
 * differs, or the same words and a denial in one of them. Two differing values are two cases (after one year 12 days, after ten
 * years 15), and more detail in one of them is no contradiction.
 */
export function contradicts(left: Statement, right: Statement): boolean {
  if (left.text === right.text || left.vector.length !== right.vector.length) return false;
  if (innerProduct(left.vector, right.vector) < leastSimilarity) return false;
  if (!sameCodes(left.terms, right.terms)) return false;
  if (overlapOf(left.terms, right.terms).ofShorter < leastOverlap) return false;
  const differing = differingValues(left.text, right.text);
  if (differing === 1) return true;
  return differing === 0 && isDenialOf(left.text, right.text);
}

function sameCodes(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  const codesOf = (terms: ReadonlySet<string>): string[] => [...terms].filter((it) => code.test(it)).toSorted();
  return codesOf(left).join(' ') === codesOf(right).join(' ');
}

/** Shared words by those of either sentence, 0-1. */
function overlapOf(left: ReadonlySet<string>, right: ReadonlySet<string>): { ofShorter: number; ofLonger: number } {
  const words = [left, right].map((terms) => [...terms].filter((it) => !holdsDigit.test(it)));
  const sizes = words.map((it) => it.length);
  const shared = words[0].filter((it) => right.has(it)).length;
  const share = (size: number): number => (size === 0 ? 0 : shared / size);
  return { ofShorter: share(Math.min(...sizes)), ofLonger: share(Math.max(...sizes)) };
}

/** Whether one is the other with a denial in it. */
function isDenialOf(left: string, right: string): boolean {
  const texts = [left, right].map((it) => normalizeText(it).replaceAll(bothWays, '$1'));
  const [ours, theirs] = texts.map((it) => it.match(negation)?.length ?? 0);
  if (ours % 2 === theirs % 2) return false;
  const [plain, other] = texts.map((it) => new Set(analyze(it.replaceAll(negation, '')).map(({ term }) => term)));
  return overlapOf(plain, other).ofLonger >= leastOverlapOfDenial;
}

/** Units in which each sentence has a value that the other lacks. */
function differingValues(left: string, right: string): number {
  const [ours, theirs] = [valuesByUnit(left), valuesByUnit(right)];
  let differing = 0;
  for (const [unit, values] of ours) {
    const others = theirs.get(unit);
    if (others === undefined) continue;
    const onlyOurs = [...values].filter((it) => !others.has(it));
    const onlyTheirs = [...others].filter((it) => !values.has(it));
    if (onlyOurs.length > 0 && onlyTheirs.length > 0) differing += 1;
  }
  return differing;
}

/** Values by the word that follows them; dates and times are units of their own. */
function valuesByUnit(text: string): Map<string, Set<string>> {
  const atoms = readAtoms(text);
  const found = new Map<string, Set<string>>();
  for (const [at, atom] of atoms.entries()) {
    if (atom.kind === 'character') continue;
    const { apart: _, ...said } = atom;
    const unit = atom.kind === 'value' ? wordAfter(atoms, at) : atom.kind;
    found.set(unit, (found.get(unit) ?? new Set()).add(atom.kind === 'value' ? atom.value : JSON.stringify(said)));
  }
  return found;
}

function wordAfter(atoms: readonly Atom[], at: number): string {
  let word = '';
  for (const atom of atoms.slice(at + 1)) {
    if (atom.kind !== 'character' || atom.apart === true) break;
    word += atom.value;
    if (atom.ends) break;
  }
  return word;
}
