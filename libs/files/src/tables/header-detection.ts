import { displayWidth } from '../document/clean-text.ts';

interface Cell {
  readonly text: string;
  readonly across: boolean;
}
type Row = readonly Cell[];

const maxHeaderRows = 3;
const maxHeaderWidth = 80;

/**
 * How many rows at the top name the columns, when the format does not say so.
 * @param isStrict figures must stand below each name
 */
export function countHeaderRows(rows: readonly Row[], isStrict = false): number {
  const first = rows[0];
  if (first === undefined || rows.length < 2 || !couldBeHeader(first)) return 0;
  let count = 1;
  while (count < Math.min(maxHeaderRows, rows.length - 1)) {
    const above = rows[count - 1] ?? [];
    const next = rows[count] ?? [];
    // A cell set over several columns, or a column without a name yet, needs another row of names below.
    const isOpen = above.some((cell) => cell.across) || above.slice(1).some((cell) => cell.text === '');
    if (!isOpen || !next.every((cell) => cell.text === '' || isName(cell.text)) || !fillsGaps(above, next)) break;
    count += 1;
  }
  const body = rows.slice(count);
  if (isStrict && !headsFigures(rows.slice(0, count), body)) return 0;
  return body.length > 0 && bodyDiffers(rows.slice(0, count), body) ? count : 0;
}

/** Whether a row could name columns: short texts, no amounts, hardly any blank or double. */
export function couldBeHeader(row: Row): boolean {
  const filled = row.filter((cell) => cell.text !== '');
  if (row.length === 0 || filled.length < row.length * 0.5) return false;
  if (!filled.every((cell) => isName(cell.text))) return false;
  const own = filled.filter((cell) => !cell.across).map((cell) => cell.text);
  return new Set(own).size >= own.length * 0.6;
}

/** Names below a header row stand under its merged and blank cells; a column that has its name gets no second one. */
function fillsGaps(above: Row, next: Row): boolean {
  const isGap = (column: number): boolean => {
    const cell = above[column];
    return cell === undefined || cell.across || cell.text === '' || (above[column + 1]?.across ?? false);
  };
  const columns = above.map((_, column) => column);
  const textBelow = (column: number): string => next[column]?.text ?? '';
  const gaps = columns.filter(isGap);
  const named = columns.filter(
    (column) => !isGap(column) && textBelow(column) !== '' && textBelow(column) !== above[column]?.text,
  );
  return named.length === 0 && gaps.filter((column) => textBelow(column) !== '').length >= gaps.length * 0.5;
}

function isName(text: string): boolean {
  return displayWidth(text) <= maxHeaderWidth && !(isFigure(text) && !isPeriod(text));
}

/** An amount, a share, a date or a time. */
function isFigure(text: string): boolean {
  return /^[\s¥￥$€£+\-−–—(（<>≤≥~]*\d[\d,.，:/\s\-–~%‰)）]*(?:[元万亿kKmMgGtTbB%天年月日时分秒个件台人次]|USD|CNY|RMB){0,3}[)）]?$/.test(
    text,
  );
}

/** Years, quarters and months name columns although they are figures. */
function isPeriod(text: string): boolean {
  return /^(?:(?:19|20)\d{2}\s*(?:年(?:度)?)?(?:\s*\d{1,2}\s*(?:-\s*\d{1,2}\s*)?月)?|(?:19|20)\d{2}[-/]\d{1,2}|\d{1,2}月|FY\d{2,4})$/.test(
    text,
  );
}

function headsFigures(header: readonly Row[], body: readonly Row[]): boolean {
  const first = body[0] ?? [];
  const named = (header.at(-1) ?? []).flatMap((cell, column) => (cell.text === '' ? [] : [column]));
  return named.filter((column) => isFigure(first[column]?.text ?? '')).length > named.length / 2;
}

function bodyDiffers(header: readonly Row[], body: readonly Row[]): boolean {
  const width = header[0]?.length ?? 0;
  const names = Array.from({ length: width }, (_, column) => header.at(-1)?.[column]?.text ?? '');
  if (names.length > 0 && names.filter((name) => /[:：]$/.test(name)).length >= 1 && width === 2) return false;
  for (let column = 0; column < width; column += 1) {
    const values = body.map((row) => row[column]?.text ?? '').filter((text) => text !== '');
    if (values.length > 0 && values.filter(isFigure).length >= values.length * 0.6)
      return width > 2 || column === 1 || values.length > 1;
  }
  if (width >= 3) return true;
  if (width < 2) return false;
  // Two columns of text are as often pairs of name and value: a header is then clearly shorter than what it heads.
  const second = body.map((row) => displayWidth(row[1]?.text ?? ''));
  const mean = second.reduce((sum, it) => sum + it, 0) / second.length;
  return displayWidth(names[1] ?? '') * 1.5 <= mean && displayWidth(names[1] ?? '') <= 24;
}
