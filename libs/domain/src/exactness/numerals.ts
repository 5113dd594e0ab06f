const digits = new Map([...'零一二三四五六七八九'].map((character, value) => [character, value]));
const multipliers = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000],
]);
const groups = new Map([
  ['万', 1e4],
  ['亿', 1e8],
]);

/** Numerals as written on invoices, and the other ways to write a digit. */
const otherForms: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [...'壹贰叁肆伍陆柒捌玖拾佰仟'].map((it, index) => [it, '一二三四五六七八九十百千'.charAt(index)]),
  ),
  〇: '零',
  两: '二',
};
/** 陆 and 伍 are names, 拾 is a verb: read as numerals only in company. */
const invoiceRun = /[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{2,}|[壹贰叁肆伍陆柒捌玖](?=[元圆])/gu;
const plain = (text: string): string => [...text].map((it) => otherForms[it] ?? it).join('');

const run = /[零一二三四五六七八九十百千万亿]+/gu;
const decimal =
  /(?<![零一二三四五六七八九十百千万亿])([零一二三四五六七八九十百千万亿]+)点([零一二三四五六七八九]+)(?![分钟刻零一二三四五六七八九十])/gu;

/**
 * Value of a Chinese numeral (三千五百, 一亿二千万, 三百五), or null when the characters form none. Written digit by
 * digit (二零二五) it is those digits.
 */
function chineseValue(numeral: string): string | null {
  if (/^[百千万亿]$/u.test(numeral)) return null;
  if ([...numeral].every((it) => digits.has(it))) return [...numeral].map((it) => String(digits.get(it))).join('');
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  let last = 0;
  let gap = false;
  for (const character of numeral) {
    const value = digits.get(character);
    const multiplier = multipliers.get(character);
    const group = groups.get(character);
    if (value !== undefined) {
      if (digit !== null && digit !== 0) return null;
      gap ||= value === 0;
      digit = value;
    } else if (multiplier !== undefined) {
      if (
        digit === null &&
        section === 0 &&
        total === 0 &&
        multiplier !== 10 &&
        numeral.length > 1 &&
        !groups.has(numeral.charAt(1))
      )
        return null;
      section += (digit === null || digit === 0 ? 1 : digit) * multiplier;
      [digit, last, gap] = [null, multiplier, false];
    } else if (group !== undefined) {
      if (section + (digit ?? 0) === 0 && total === 0) return null;
      total = group === 1e8 ? (total + section + (digit ?? 0)) * group : total + (section + (digit ?? 0)) * group;
      [section, digit, last, gap] = [0, null, group, false];
    }
  }
  // 三百五 is 350, 三百零五 is 305.
  if (digit !== null && digit > 0 && last >= 100 && !gap) return String(total + section + (digit * last) / 10);
  return String(total + section + (digit ?? 0));
}

/** Two digits side by side (两三天) say "two or three". */
function written(numeral: string): string {
  if (/^[一二三四五六七八九]{2}$/u.test(numeral)) {
    const [first, second] = [...numeral].map((it) => digits.get(it) ?? 0);
    if (second > first) return `${first}~${second}`;
  }
  return chineseValue(numeral) ?? numeral;
}

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const scales = new Map([
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
]);
const below100 = `(?:(?:${tens.join('|')})(?:[\\s-](?:${small.slice(1, 10).join('|')}))?|${small.toReversed().join('|')})`;
const englishRun = new RegExp(
  `(?<![\\p{L}\\p{N}])${below100}(?:[\\s-](?:hundred|thousand|million|billion|(?:and\\s)?${below100}))*(?![\\p{L}\\p{N}])`,
  'gu',
);

function englishValue(words: string): string {
  let total = 0;
  let section = 0;
  for (const word of words.split(/[\s-]+/u)) {
    const scale = scales.get(word);
    if (scale !== undefined) {
      total += section * scale;
      section = 0;
    } else if (word === 'hundred') section *= 100;
    else if (small.includes(word)) section += small.indexOf(word);
    else if (tens.includes(word)) section += (tens.indexOf(word) + 2) * 10;
  }
  return String(total + section);
}

const share = /([百千])分之((?:-?\d|[零一二三四五六七八九十百点])[\d.零一二三四五六七八九十百千点]*)/gu;
const fraction =
  /(?<![零一二三四五六七八九十百\d])([零一二三四五六七八九十百]+|\d+)分之([零一二三四五六七八九十百]+|\d+)/gu;
/** 千米, 千克 and 百分 are no numerals. */
const mixed =
  /(?<!\d,?)\d[\d,]*(?:\.\d+)?\s?(?:[百千](?![分米克瓦])|[万亿])+(?:\d+(?:[百千](?![分米克瓦])|[万亿])+)*/gu;
const halfUnit = '天|日|年|小时|个小时|个月|个工作日|周|个星期';

/** 3万5千 → 35000, 1.2亿 → 120000000. */
function mixedValue(text: string): string {
  let total = 0;
  for (const [, value = '', signs = ''] of text.replaceAll(',', '').matchAll(/([\d.]+)\s?([百千万亿]+)/gu)) {
    const factor = [...signs].reduce((product, it) => product * (multipliers.get(it) ?? groups.get(it) ?? 1), 1);
    total += Number(value) * factor;
  }
  // 1.15 * 1e8 is not whole in binary.
  return String(Number(total.toFixed(6)));
}

function shareDigits(text: string): string {
  const [whole = '', part] = text.split('点');
  const value = /\d/u.test(text) ? text : (chineseValue(whole === '百' ? '一百' : whole) ?? whole);
  return part === undefined ? value : `${value}.${chineseValue(part) ?? part}`;
}

/**
 * Numerals of both languages as digits: 十五 → 15, 二零二五 → 2025, 百分之五 → 5%, 三分之二 → 2/3, 三点五 → 3.5, 两个半小时 →
 * 2.5个小时, twenty-one → 21. Every numeral is rewritten, also inside words (统一 → 统1): what is read must not depend on
 * what stands around it, and both sides of a comparison are read alike.
 * @param text in NFKC, lower case, simplified characters
 */
export function writeDigits(text: string): string {
  return text
    .replace(invoiceRun, plain)
    .replace(/[〇两]/gu, plain)
    .replace(/零下\s*(?=[\d零一二三四五六七八九十])/gu, ' -')
    .replace(share, (_, unit: string, value: string) => `${shareDigits(value)}${unit === '百' ? '%' : '‰'}`)
    .replace(
      fraction,
      (_, below: string, above: string) => `${chineseValue(above) ?? above}/${chineseValue(below) ?? below}`,
    )
    .replace(decimal, (whole, before: string, after: string) => {
      const value = chineseValue(before);
      return value === null ? whole : `${value}.${[...after].map((it) => String(digits.get(it))).join('')}`;
    })
    .replace(mixed, mixedValue)
    .replace(run, written)
    .replace(/(?<!\d)(\d+)个半(?=小时|月|星期|工作日)/gu, '$1.5个')
    .replace(/(?<!\d)(\d+)(天|年|小时|周)半/gu, '$1.5$2')
    .replace(new RegExp(`(?<!\\d)半(?=${halfUnit})`, 'gu'), '0.5')
    .replace(englishRun, englishValue);
}
