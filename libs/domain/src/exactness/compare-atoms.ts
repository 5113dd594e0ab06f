import type { Atom } from './atom.ts';

/** A number alone that reads as a year. */
const yearAlone = /^(?:1\d|20)\d\d$/;

/**
 * A date matches one that says no less, and so does a year that is written as a number alone; a time without a half of the day matches
 * both.
 */
function agrees(given: Atom, wanted: Atom): boolean {
  if (given.kind === 'character' && wanted.kind === 'character') return given.value === wanted.value;
  if (given.kind === 'value' && wanted.kind === 'value') return given.value === wanted.value;
  if (given.kind === 'date' && wanted.kind === 'date')
    return (['year', 'month', 'day'] as const).every((it) => wanted[it] === undefined || wanted[it] === given[it]);
  if (given.kind === 'date' && wanted.kind === 'value' && yearAlone.test(wanted.value))
    return given.year === Number(wanted.value);
  if (given.kind === 'time' && wanted.kind === 'time') {
    const sameHour =
      given.hours === wanted.hours || ((given.open || wanted.open) && given.hours % 12 === wanted.hours % 12);
    return sameHour && given.minutes === wanted.minutes;
  }
  return false;
}

const beginsWord = (atom: Atom): boolean => atom.kind !== 'character' || atom.starts;
const endsWord = (atom: Atom): boolean => atom.kind !== 'character' || atom.ends;

const chineseNegation =
  /(?:[不未无没勿]|(?<!除)非|没有|无需|无须|不用|不必|不能|不得|不会|不可|不是|并非|并不|禁止|严禁)$/u;
const englishNegation = /(?:^| )(?:not|no|never|without|neither|nor)$/u;
const negationReach = 8;

/**
 * The words directly before a place, back to the last punctuation: "not", 不, 禁止 there turn what follows into its
 * opposite. "Not only" and 不超过 do not stand directly before it.
 */
function isNegated(atoms: readonly Atom[], at: number): boolean {
  if (atoms[at].apart === true) return false;
  let before = '';
  for (let i = at - 1; i >= 0 && i >= at - negationReach; i -= 1) {
    const atom = atoms[i];
    if (atom.kind !== 'character') break;
    before = `${atom.starts && /\p{Script=Latin}/u.test(atom.value) ? ' ' : ''}${atom.value}${before}`;
    if (atom.apart === true) break;
  }
  return chineseNegation.test(before) || englishNegation.test(before);
}

function standsAt(given: readonly Atom[], wanted: readonly Atom[], at: number): boolean {
  if (!beginsWord(given[at]) || !endsWord(given[at + wanted.length - 1])) return false;
  return wanted.every((atom, index) => agrees(given[at + index], atom));
}

/**
 * Whether the wanted parts stand in the given ones, in order and without anything between, from the beginning of a word
 * to the end of one, and nowhere directly behind a negation. Nothing wanted is never contained.
 */
export function containsAtoms(given: readonly Atom[], wanted: readonly Atom[]): boolean {
  if (wanted.length === 0) return false;
  for (let at = 0; at + wanted.length <= given.length; at += 1) {
    if (standsAt(given, wanted, at) && !isNegated(given, at)) return true;
  }
  return false;
}

/** Whether both say the same and nothing else. */
export function equalAtoms(left: readonly Atom[], right: readonly Atom[]): boolean {
  return (
    left.length === right.length &&
    left.every((atom, index) => agrees(atom, right[index]) && agrees(right[index], atom))
  );
}
