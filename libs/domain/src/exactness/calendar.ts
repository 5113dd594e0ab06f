import type { Atom } from './atom.ts';

type Draft = Extract<Atom, { kind: 'date' | 'time' }>;

interface Pattern {
  /** Sticky: tried at one place of the text. */
  readonly expression: RegExp;
  /** Null when the digits are no date after all. */
  readonly read: (groups: Readonly<Record<string, string | undefined>>) => Draft | null;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthName =
  '(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const longMonthAlone =
  '(?<month>january|february|april|june|july|august|september|october|november|december|(?<=(?:in|by|of|until|since|from|before|after|each|every) )(?:march|may))';
const day = '(?<day>\\d{1,2})';
const year = '(?<year>(?:19|20)\\d{2})';
const ordinal = '(?:st|nd|rd|th)?';
const alone = '(?<![\\p{Script=Latin}\\p{N}]|\\d[-/.])';
const ends = '(?![\\p{Script=Latin}\\p{N}])';

const dateOf = (parts: Readonly<Record<string, string | undefined>>): Draft | null => {
  const { year: y, month, day: d } = parts;
  const name = month === undefined ? -1 : months.indexOf(month.slice(0, 3));
  const m = month === undefined ? undefined : name >= 0 ? name + 1 : Number(month);
  if (m !== undefined && (m < 1 || m > 12)) return null;
  if (d !== undefined && (Number(d) < 1 || Number(d) > 31)) return null;
  return {
    kind: 'date',
    ...(y === undefined ? {} : { year: Number(y) }),
    ...(m === undefined ? {} : { month: m }),
    ...(d === undefined ? {} : { day: Number(d) }),
  };
};

const afternoon = /下午|傍晚|晚|pm|p\.m/u;
const night = /凌晨|晚|am|a\.m/u;

function timeOf(parts: Readonly<Record<string, string | undefined>>): Draft | null {
  const { part, hour, minute, half, clock, meridiem } = parts;
  const said = `${part ?? ''}${meridiem ?? ''}`;
  const minutes = half === undefined ? Number(minute ?? 0) : 30;
  let hours = Number(hour);
  if (hours > 24 || minutes > 59) return null;
  if (afternoon.test(said) && hours < 12) hours += 12;
  else if (night.test(said) && hours === 12) hours = 0;
  // 18:00 is said on a clock of 24 hours, and so is 09:00; "9点" may be either.
  const open = said === '' && hours <= 12 && !(clock !== undefined && (hour ?? '').startsWith('0'));
  return { kind: 'time', hours: hours % 24, minutes, open };
}

const pattern = (source: string, read: Pattern['read'] = dateOf): Pattern => ({
  expression: new RegExp(source, 'uy'),
  read,
});

/** Longest first: a date must not be read as its year alone. */
const patterns: readonly Pattern[] = [
  pattern(`${year}\\s*年\\s*(?<month>\\d{1,2})\\s*月\\s*${day}\\s*[日号]?(?!\\d)`),
  pattern(`${year}\\s*年\\s*(?<month>\\d{1,2})\\s*月份?`),
  pattern(`(?<!\\d)${year}\\s*年`),
  pattern(
    `(?<!\\d)(?<month>\\d{1,2})\\s*月\\s*(?:${day}\\s*[日号]|${day.replace('day', 'late')}(?![\\d.天个年月]))`,
    (it) => dateOf({ ...it, day: it['day'] ?? it['late'] }),
  ),
  pattern('(?<!\\d)(?<month>\\d{1,2})\\s*月份?'),
  pattern(`${alone}${year}(?<separator>[-/.])(?<month>\\d{1,2})\\k<separator>${day}(?![\\d.]*\\d)`),
  pattern(`${alone}${year}[-/](?<month>\\d{1,2})(?![\\d/-])`),
  pattern(`${alone}${year}(?<month>[01]\\d)(?<day>[0-3]\\d)${ends}`),
  pattern(`${alone}(?<month>\\d{1,2})/${day}/${year}${ends}`, (it) =>
    // 25/12/2025 can only be the European order; where both are possible the American one is taken.
    Number(it['month']) > 12 ? dateOf({ ...it, month: it['day'], day: it['month'] }) : dateOf(it),
  ),
  pattern(`${alone}${monthName}\\.?\\s+${day}${ordinal}${ends}(?:,?\\s+${year}${ends})?`),
  pattern(`${alone}${monthName}\\.?,?\\s+${year}${ends}`),
  pattern(`${alone}${day}${ordinal}\\s+(?:of\\s+)?${monthName}${ends}\\.?(?:,?\\s+${year}${ends})?`),
  pattern(`${alone}${longMonthAlone}${ends}`),
  pattern(
    '(?<part>上午|早上|早晨|凌晨|中午|下午|傍晚|晚上)?\\s*(?<![\\d.:])(?<hour>\\d{1,2})(?<clock>:)(?<minute>\\d{2})(?!\\d)(?::\\d{2})?(?:\\s*(?<meridiem>[ap]\\.?m)(?![\\p{Script=Latin}\\p{N}])\\.?)?',
    timeOf,
  ),
  pattern(
    '(?<part>上午|早上|早晨|凌晨|中午|下午|傍晚|晚上)?\\s*(?<![\\d.:])(?<hour>\\d{1,2})\\s*[点时](?![间候段期长])(?:(?<half>半)|(?<minute>\\d{1,2})分|[整钟])?',
    timeOf,
  ),
  pattern(
    '(?<![\\p{Script=Latin}\\d.:])(?<hour>\\d{1,2})\\s*(?<meridiem>[ap]\\.?m)(?![\\p{Script=Latin}\\p{N}])\\.?',
    timeOf,
  ),
];

/** The date or time that begins at a place of the text, with its length; null when none does. */
export function readCalendar(text: string, at: number): { atom: Draft; length: number } | null {
  for (const { expression, read } of patterns) {
    expression.lastIndex = at;
    const match = expression.exec(text);
    if (match === null) continue;
    const atom = read(match.groups ?? {});
    if (atom !== null) return { atom, length: match[0].length };
  }
  return null;
}
