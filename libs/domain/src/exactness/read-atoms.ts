import { toSimplified } from '@mingda/language';
import type { Atom } from './atom.ts';
import { readCalendar } from './calendar.ts';
import { writeDigits } from './numerals.ts';
import { readComparison, readQuantity } from './quantities.ts';

const word = /(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}])+[+#]*/uy;
const single = /[\p{L}\p{M}\p{N}]/uy;
/** Between the words of one statement; other punctuation, and a line break, sets statements apart. */
const gap = /[^\S\n]|[\p{Z}\p{C}_\-–—/'’"“”‘·*|\p{S}]/uy;
const joins = new Set(['至', '到']);

/** NFKC, lower case, simplified, contractions written out, articles left out, numerals as digits. */
function prepare(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/\s+/gu, (space) => (space.includes('\n') ? '\n' : ' '))
    // Before lower case: the "A" of "Plan A" is a name.
    .replace(/(?<![\p{L}\p{N}'’-])(?:[Tt]he|THE|[Aa]n|a)(?=\s+[\p{L}\p{N}])/gu, ' ')
    .toLowerCase()
    .replace(/\bcan['’]?t\b|\bcannot\b/gu, 'can not')
    .replace(/\bwon['’]t\b/gu, 'will not')
    .replace(/n['’]t\b/gu, ' not')
    .replace(/['’]s\b/gu, '')
    .replace(/(?<=\d)\s*×\s*(?=\d)/gu, 'x');
  return writeDigits(toSimplified(plain));
}

/** "days" and "day" are one word; a rule of thumb that treats both sides alike. */
function singular(text: string): string {
  if (text.length <= 3 || !text.endsWith('s') || /(?:ss|us|is)$/u.test(text)) return text;
  if (text.endsWith('ies')) return `${text.slice(0, -3)}y`;
  return /(?:s|x|z|ch|sh)es$/u.test(text) ? text.slice(0, -2) : text.slice(0, -1);
}

const spell = (text: string): Atom[] =>
  [...text].map((value, index, all) => ({
    kind: 'character',
    value,
    starts: index === 0,
    ends: index === all.length - 1,
  }));

function readAt(text: string, at: number): { atoms: readonly Atom[]; end: number } | null {
  const comparison = readComparison(text, at);
  if (comparison !== null) return { atoms: spell(comparison.sign), end: comparison.end };
  const calendar = readCalendar(text, at);
  if (calendar !== null) return { atoms: [calendar.atom], end: at + calendar.length };
  const quantity = readQuantity(text, at);
  if (quantity !== null)
    return { atoms: [{ kind: 'value', value: quantity.value }, ...spell(quantity.unit)], end: quantity.end };
  word.lastIndex = at;
  const letters = word.exec(text)?.[0];
  if (letters !== undefined) return { atoms: spell(singular(letters)), end: at + letters.length };
  single.lastIndex = at;
  const character = single.exec(text)?.[0];
  return character === undefined ? null : { atoms: spell(character), end: at + character.length };
}

const measured = (atom: Atom | undefined): boolean => atom !== undefined && atom.kind !== 'character';

/** 9:00至18:00 and 9:00-18:00 say the same. */
function withoutJoins(atoms: readonly Atom[]): Atom[] {
  return atoms.filter(
    (atom, index) =>
      !(atom.kind === 'character' && joins.has(atom.value) && measured(atoms[index - 1]) && measured(atoms[index + 1])),
  );
}

/** The parts of a text that are compared, in order; white space, punctuation and symbols are left out. */
export function readAtoms(text: string): readonly Atom[] {
  const prepared = prepare(text);
  const atoms: Atom[] = [];
  let at = 0;
  let apart = false;
  while (at < prepared.length) {
    const found = readAt(prepared, at);
    if (found === null) {
      gap.lastIndex = at;
      const space = gap.exec(prepared)?.[0];
      apart ||= space === undefined || space === '\n';
      at += space?.length ?? 1;
      continue;
    }
    for (const [index, atom] of found.atoms.entries()) atoms.push(index === 0 && apart ? { ...atom, apart } : atom);
    apart = false;
    at = found.end;
  }
  return withoutJoins(atoms);
}
