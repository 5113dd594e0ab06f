import { child, childrenOf, numberOf } from '../../xml/xml-query.ts';
import type { XmlElement } from '../../xml/xml-reader.ts';

interface Level {
  readonly format: string;
  /** Such as `%1.%2`. */
  readonly pattern: string;
  readonly start: number;
}

const digits = '零一二三四五六七八九';

function chinese(value: number): string {
  if (value < 10) return digits.charAt(value);
  if (value < 20) return `十${value === 10 ? '' : digits.charAt(value - 10)}`;
  if (value < 100)
    return `${digits.charAt(Math.floor(value / 10))}十${value % 10 === 0 ? '' : digits.charAt(value % 10)}`;
  return String(value);
}

function roman(value: number): string {
  const steps: readonly (readonly [number, string])[] = [
    [1000, 'M'],
    [900, 'CM'],
    [500, 'D'],
    [400, 'CD'],
    [100, 'C'],
    [90, 'XC'],
    [50, 'L'],
    [40, 'XL'],
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ];
  let rest = Math.min(value, 3999);
  let text = '';
  for (const [step, sign] of steps) {
    while (rest >= step) {
      text += sign;
      rest -= step;
    }
  }
  return text;
}

function letters(value: number): string {
  const letter = String.fromCodePoint(65 + ((value - 1) % 26));
  return letter.repeat(Math.min(4, Math.floor((value - 1) / 26) + 1));
}

function numeral(value: number, format: string): string {
  if (value < 1) return String(value);
  if (format === 'lowerLetter') return letters(value).toLowerCase();
  if (format === 'upperLetter') return letters(value);
  if (format === 'lowerRoman') return roman(value).toLowerCase();
  if (format === 'upperRoman') return roman(value);
  if (/^(?:chinese|japaneseCounting|taiwaneseCounting|ideographDigital|koreanDigital)/.test(format))
    return chinese(value);
  if (format === 'ideographTraditional') return '甲乙丙丁戊己庚辛壬癸'.charAt((value - 1) % 10);
  if (format === 'decimalEnclosedCircle' || format === 'decimalEnclosedCircleChinese') {
    return value <= 20 ? String.fromCodePoint(0x2460 + value - 1) : String(value);
  }
  return format === 'decimalZero' ? String(value).padStart(2, '0') : String(value);
}

/** Counts numbered paragraphs as Word does: the label is nowhere in the text, yet people refer to "section 1.2". */
export class Numbering {
  readonly #levels = new Map<string, readonly Level[]>();
  readonly #lists = new Map<string, string>();
  readonly #counters = new Map<string, number[]>();

  constructor(numbering: XmlElement | undefined) {
    for (const abstract of childrenOf(numbering, 'abstractNum')) {
      const levels: Level[] = [];
      for (const level of childrenOf(abstract, 'lvl')) {
        levels[numberOf(level.attributes['ilvl']) ?? 0] = {
          format: child(level, 'numFmt')?.attributes['val'] ?? 'decimal',
          pattern: child(level, 'lvlText')?.attributes['val'] ?? '',
          start: numberOf(child(level, 'start')?.attributes['val']) ?? 1,
        };
      }
      this.#levels.set(abstract.attributes['abstractNumId'] ?? '', levels);
    }
    for (const list of childrenOf(numbering, 'num')) {
      this.#lists.set(list.attributes['numId'] ?? '', child(list, 'abstractNumId')?.attributes['val'] ?? '');
    }
  }

  /** The label of the next paragraph of this list and level; empty for bullets, undefined for no list. */
  next(numId: string, level: number): string | undefined {
    const abstract = this.#lists.get(numId);
    const levels = abstract === undefined ? undefined : this.#levels.get(abstract);
    const own = levels?.[level];
    if (abstract === undefined || levels === undefined || own === undefined) return undefined;
    const counters = this.#counters.get(abstract) ?? [];
    this.#counters.set(abstract, counters);
    counters[level] = (counters[level] ?? own.start - 1) + 1;
    counters.length = level + 1;
    if (own.format === 'bullet' || own.format === 'none') return '';
    return own.pattern.replace(/%(\d)/g, (_, place: string) => {
      const at = Number(place) - 1;
      const format = levels[at]?.format ?? 'decimal';
      return numeral(counters[at] ?? levels[at]?.start ?? 1, format);
    });
  }
}
