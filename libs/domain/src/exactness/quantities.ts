/** Ways to write a unit; the first of each is what it becomes. Only directly behind a number. */
const unitNames: readonly (readonly [name: string, written: string])[] = [
  ['percent', '%|percent|per\\scent'],
  ['permille', '‰'],
  ['workday', '个?工作日|(?:working|business|work)[\\s-]?days?'],
  // A day of the month (每月15日, 15号) and a number of days are not told apart: 日 says both.
  ['day', '天|个?自然日|日(?![本元])|号(?![楼线门机院室厅仓库令文电馆桌])|(?:calendar\\s)?days?'],
  ['hour', '个?小时|个?钟头|hours?|hrs?|h'],
  ['minute', '分钟|minutes?|mins?'],
  ['second', '秒钟?|seconds?|secs?'],
  ['week', '个?星期|周|个?礼拜|weeks?|wks?'],
  ['month', '个月|months?'],
  ['year', '年(?!级)|years?|yrs?'],
  ['usd', '美元|美金|usd|us\\s?dollars?|dollars?'],
  ['eur', '欧元|eur|euros?'],
  ['cny', '元(?:人民币)?|块钱?|圆|人民币|cny|rmb|yuan'],
  ['km', '公里|千米|km|kilomet(?:er|re)s?'],
  ['cm', '厘米|公分|cm|centimet(?:er|re)s?'],
  ['mm', '毫米|mm|millimet(?:er|re)s?'],
  ['m', '米|met(?:er|re)s?|m'],
  ['kg', '公斤|千克|kgs?|kilograms?|kilos?'],
  ['g', '克|grams?|g'],
  ['t', '吨|tons?|tonnes?'],
  ['ml', '毫升|ml|millilit(?:er|re)s?'],
  ['l', '升|lit(?:er|re)s?|l'],
  ['c', '摄氏度|度|degrees?(?:\\scelsius)?|°?c'],
];
const latinEnd = '(?![\\p{Script=Latin}\\p{N}])';
const units = unitNames.map(([name, written]) => {
  const alternatives = written
    .split('|')
    .map((it) => (/[a-z]/u.test(it.at(-1) ?? '') || it.endsWith('?') ? `${it}${latinEnd}` : it));
  return { name, expression: new RegExp(`\\s*(?:${alternatives.join('|')})`, 'uy') };
});

const currencies: Readonly<Record<string, string>> = {
  '¥': 'cny',
  $: 'usd',
  '€': 'eur',
  rmb: 'cny',
  cny: 'cny',
  usd: 'usd',
  eur: 'eur',
};
const currencyBefore = /(?:¥|\$|€|(?<![\p{Script=Latin}\p{N}])(?:rmb|cny|usd|eur))\s*(?=\d)/uy;

/** Digit groups of a telephone number or of thousands set apart by spaces. */
const groupedDigits = /(?<!\d[.,-]?)(?:\+?\d{1,4}(?<gap>[- ])\d{2,4}(?:\k<gap>\d{2,4})+|0\d{2,3}-\d{7,8})(?![\d-])/uy;
const version = /\d+(?:\.\d+){2,}/uy;
const fraction = /\d+\s*\/\s*\d+(?![\d/])/uy;
const number = /\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?/uy;
const scale = /\s*(?:thousand|million|billion|k)(?![\p{Script=Latin}\p{N}])/uy;
const zeros: Readonly<Record<string, number>> = { thousand: 3, million: 6, billion: 9, k: 3 };
const rangeMark = /\s*(?:[-–—~至到]|(?<=\s)to(?=\s))\s*(?=[\d¥$€])/uy;

const stick = (expression: RegExp, text: string, at: number): RegExpExecArray | null => {
  expression.lastIndex = at;
  return expression.exec(text);
};

/** Shortest decimal form: no thousands separators, no zeros that say nothing. */
function decimalForm(digits: string, shift: number): string {
  const [whole = '', part = ''] = digits.replaceAll(',', '').split('.');
  const moved = part.padEnd(shift, '0');
  const left = `${whole}${moved.slice(0, shift)}`.replace(/^0+(?=\d)/u, '');
  const right = moved.slice(shift).replace(/0+$/u, '');
  return right === '' ? left : `${left}.${right}`;
}

interface Magnitude {
  readonly value: string;
  /** Unit word, `percent` included; '' without one. */
  readonly unit: string;
  readonly end: number;
}

function readMagnitude(text: string, at: number): Magnitude | null {
  const currency = stick(currencyBefore, text, at);
  const start = at + (currency?.[0].length ?? 0);
  const found = stick(number, text, start);
  if (found === null) return null;
  let end = start + found[0].length;
  let shift = 0;
  for (let part = stick(scale, text, end); part !== null; part = stick(scale, text, end)) {
    shift += zeros[part[0].trim()] ?? 0;
    end += part[0].length;
  }
  // In a code (GW-2200, v2.0, 007) the zeros belong to the name.
  const inCode =
    /(?:\p{Script=Latin}[-_]?)$/u.test(text.slice(Math.max(0, start - 2), start)) || /^0\d/u.test(found[0]);
  const value = inCode && shift === 0 ? found[0].replaceAll(',', '') : decimalForm(found[0], shift);
  for (const { name, expression } of units) {
    const unit = stick(expression, text, end);
    if (unit !== null) return { value, unit: name, end: end + unit[0].length };
  }
  return { value, unit: currency === null ? '' : (currencies[currency[0].trim()] ?? ''), end };
}

/** A minus sign: not the hyphen of a code or a range. After a Han character only where temperatures are spoken of. */
function isSign(text: string, at: number): boolean {
  if (text.charAt(at) !== '-' || !/\d/u.test(text.charAt(at + 1))) return false;
  const before = text.charAt(at - 1);
  if (before === '' || /[\s([:~,;至到]/u.test(before)) return true;
  return /\p{Script=Han}/u.test(before) && /^-\d+(?:\.\d+)?\s*(?:°c|度|摄氏度|[~至到])/u.test(text.slice(at));
}

/** A number with its unit, a range, a fraction or a code of digits that begins at a place of the text. */
export function readQuantity(text: string, at: number): { value: string; unit: string; end: number } | null {
  const sign = isSign(text, at) ? '-' : '';
  const start = at + sign.length;
  if (sign === '') {
    const grouped = stick(groupedDigits, text, start);
    const joined = grouped?.[0].replaceAll(/\D/gu, '') ?? '';
    if (grouped !== null && joined.length >= 7) return { value: joined, unit: '', end: start + grouped[0].length };
    for (const whole of [version, fraction]) {
      const code = stick(whole, text, start);
      if (code !== null) return { value: code[0].replaceAll(/\s/gu, ''), unit: '', end: start + code[0].length };
    }
  }
  const first = readMagnitude(text, start);
  if (first === null) return null;
  const mark = stick(rangeMark, text, first.end);
  const second = mark === null ? null : readMagnitude(text, first.end + mark[0].length);
  const value = `${sign}${first.value}`;
  if (second === null) return { ...first, value };
  // 3天至5天 and 3-5天 are one range; 2200-5 is a code, 9 months to 3 years are two durations.
  const sameUnit = first.unit === '' || first.unit === second.unit;
  if (!sameUnit || Number(value) >= Number(second.value)) return { ...first, value };
  return { value: `${value}~${second.value}`, unit: second.unit, end: second.end };
}

const comparisons: readonly (readonly [sign: string, expression: RegExp])[] = (
  [
    ['≥', '≥|>=|大于或?等于|不少于|不低于|不小于|至少|最少|at least|no less than|not less than'],
    [
      '≤',
      '≤|<=|小于或?等于|不超过|不高于|不大于|不多于|至多|最多|at most|up to|no more than|not more than|not exceed(?:ing)?',
    ],
    ['>', '>|大于|超过|高于|多于|more than|over|above|exceed(?:s|ing)?'],
    ['<', '<|小于|低于|少于|不足|不到|less than|under|below|fewer than'],
  ] as const
).map(([sign, written]) => [sign, new RegExp(`(?<!\\p{Script=Latin})(?:${written})\\s*(?=[-¥$€\\d])`, 'uy')]);

/** ≥, ≤, > or < before a number, in symbols or words; dropping it would make "at most 5" equal "at least 5". */
export function readComparison(text: string, at: number): { sign: string; end: number } | null {
  for (const [sign, expression] of comparisons) {
    const found = stick(expression, text, at);
    if (found !== null) return { sign, end: at + found[0].length };
  }
  return null;
}
