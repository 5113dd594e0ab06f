/** Formats that a workbook refers to by number alone (ECMA-376 part 1, 18.8.30), Chinese ones included. */
const builtIn: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm',
  19: 'h:mm:ss',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  27: 'yyyy"年"m"月"',
  28: 'm"月"d"日"',
  29: 'm"月"d"日"',
  30: 'm-d-yy',
  31: 'yyyy"年"m"月"d"日"',
  32: 'h"时"mm"分"',
  33: 'h"时"mm"分"ss"秒"',
  36: 'yyyy"年"m"月"',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  45: 'mm:ss',
  46: 'h:mm:ss',
  47: 'mm:ss',
  50: 'yyyy"年"m"月"',
  51: 'm"月"d"日"',
  57: 'yyyy"年"m"月"',
  58: 'm"月"d"日"',
};

export function builtInFormat(id: number): string {
  return builtIn[id] ?? 'General';
}

/** A number as the sheet shows it: thousands, places, per cent, currency, dates. Rare formats fall back to the plain number. */
export function displayNumber(value: number, format: string, is1904: boolean): string {
  const sections = splitSections(format);
  const section = (value < 0 ? sections[1] : value === 0 ? sections[2] : undefined) ?? sections[0] ?? 'General';
  const bare = section.replace(/\[(?!\$|h+\]|m+\]|s+\])[^\]]*\]/gi, '').replace(/\[\$([^\]-]*)[^\]]*\]/g, '"$1"');
  const codes = bare.replace(/"[^"]*"|\\./g, '');
  if (/[ymdhs]/i.test(codes.replace(/general/gi, ''))) return displayDate(value, bare, is1904);
  if (/general|@/i.test(codes) || !/[0#?]/.test(codes) || /[eE][+-]|\//.test(codes)) return plainNumber(value);
  return displayFixed(value, bare, sections.length > 1 && value < 0);
}

function splitSections(format: string): string[] {
  return format.match(/(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])+/g) ?? ['General'];
}

/** Fifteen digits are what a sheet holds; the rest is noise of binary fractions. */
function plainNumber(value: number): string {
  const rounded = Number(value.toPrecision(15));
  return Math.abs(rounded) >= 1e21
    ? String(rounded)
    : rounded.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 12 });
}

function displayFixed(value: number, section: string, hasOwnSign: boolean): string {
  const pattern = /[#0?][#0?,.]*/.exec(section.replace(/"[^"]*"/g, (quoted) => '\u0001'.repeat(quoted.length)));
  if (pattern === null) return plainNumber(value);
  const before = section.slice(0, pattern.index);
  const after = section.slice(pattern.index + pattern[0].length);
  const scale = /,+$/.exec(pattern[0])?.[0].length ?? 0;
  const [whole = '', places = ''] = pattern[0].split('.');
  const percent = (before + after).includes('%') ? 100 : 1;
  const shown = (Math.abs(value) * percent) / 1000 ** scale;
  const text = shown.toLocaleString('en-US', {
    useGrouping: whole.replace(/,+$/, '').includes(','),
    minimumIntegerDigits: Math.min(15, Math.max(1, whole.replace(/[^0]/g, '').length)),
    minimumFractionDigits: Math.min(12, places.replace(/[^0]/g, '').length),
    maximumFractionDigits: Math.min(12, places.replace(/[^0#?]/g, '').length),
  });
  const sign = value < 0 && !hasOwnSign && Number(text.replaceAll(',', '')) !== 0 ? '-' : '';
  return `${sign}${literal(before)}${text}${literal(after)}`;
}

function literal(part: string): string {
  return part.replace(/"([^"]*)"|\\(.)|[_*]./g, (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? '');
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const chineseWeekdays = '日一二三四五六';

function displayDate(serial: number, section: string, is1904: boolean): string {
  // Day 60 is the 29 February 1900 that never was.
  const days = is1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const date = new Date(Math.round((days - 25_569) * 86_400) * 1000);
  if (Number.isNaN(date.getTime()) || serial < 0) return plainNumber(serial);
  const isTwelve = /am\/pm|上午\/下午/i.test(section);
  const tokens =
    section.match(/"[^"]*"|\\.|\[\$[^\]]*\]|\[[hms]+\]|am\/pm|上午\/下午|a{3,4}|y+|m+|d+|h+|s+|\.0+|[_*].|./gi) ?? [];
  let previous = '';
  return tokens
    .map((token, at) => {
      const code = token.toLowerCase().charAt(0) === '[' ? token.slice(1, -1).toLowerCase() : token.toLowerCase();
      if (/^["\\_*]/.test(token)) return literal(token);
      const isMinute = code.startsWith('m') && (previous === 'h' || nextCode(tokens, at) === 's');
      if (/^[ymdhs]/.test(code)) previous = code.charAt(0);
      return datePart(date, isMinute ? `min${code}` : code, { isTwelve, isElapsed: token.startsWith('['), serial });
    })
    .join('')
    .trim();
}

function nextCode(tokens: readonly string[], at: number): string {
  return (
    tokens
      .slice(at + 1)
      .find((it) => /^\[?[ymdhs]/i.test(it))
      ?.replace('[', '')
      .charAt(0)
      .toLowerCase() ?? ''
  );
}

function datePart(date: Date, code: string, how: { isTwelve: boolean; isElapsed: boolean; serial: number }): string {
  const pad = (value: number, width: number): string => String(value).padStart(Math.min(width, 2), '0');
  const hours = date.getUTCHours();
  if (/^y+$/.test(code)) return code.length <= 2 ? pad(date.getUTCFullYear() % 100, 2) : String(date.getUTCFullYear());
  if (code.startsWith('min')) return pad(date.getUTCMinutes(), code.length - 3);
  if (/^m+$/.test(code)) {
    const name = months[date.getUTCMonth()] ?? '';
    if (code.length === 3) return name.slice(0, 3);
    return code.length >= 4 ? name : pad(date.getUTCMonth() + 1, code.length);
  }
  if (/^d+$/.test(code)) {
    const name = weekdays[date.getUTCDay()] ?? '';
    if (code.length === 3) return name.slice(0, 3);
    return code.length >= 4 ? name : pad(date.getUTCDate(), code.length);
  }
  if (/^h+$/.test(code)) {
    if (how.isElapsed) return String(Math.floor(how.serial * 24 + 1e-9));
    return pad(how.isTwelve ? hours % 12 || 12 : hours, code.length);
  }
  if (/^s+$/.test(code)) return pad(date.getUTCSeconds(), code.length);
  if (/^a{3,4}$/.test(code)) return `${code.length === 4 ? '星期' : ''}${chineseWeekdays.charAt(date.getUTCDay())}`;
  if (code === 'am/pm') return hours < 12 ? 'AM' : 'PM';
  if (code === '上午/下午') return hours < 12 ? '上午' : '下午';
  return /^\.0+$/.test(code) ? '' : code;
}
