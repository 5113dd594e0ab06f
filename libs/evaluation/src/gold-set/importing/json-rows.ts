import type { RawQuestionFile, RawRow, RefusedRow } from './gold-file.ts';
import { refuseTooMany } from './gold-file.ts';

/** One JSON object a line, as `questions.jsonl` and our own export have it; blank lines are skipped. */
export function jsonLineRows(text: string): RawQuestionFile {
  const rows: RawRow[] = [];
  const refused: RefusedRow[] = [];
  // Not by every line end of Unicode: JSON allows U+2028 inside strings.
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const row = index + 1;
    const parsed = parseObject(line);
    if (parsed === undefined) {
      refused.push({ row, en: 'not a JSON object', zh: '不是 JSON 对象' });
      continue;
    }
    const { id, split, ...content } = parsed;
    rows.push({ row, id, content, split });
    refuseTooMany(rows.length);
  }
  return { rows, refused, documents: [] };
}

/** @returns undefined for what is not a JSON object */
export function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
