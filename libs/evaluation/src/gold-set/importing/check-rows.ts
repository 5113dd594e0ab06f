import { createHash } from 'node:crypto';
import { goldItemContentSchema, goldSplits } from '@mingda/contracts';
import { detectLanguage } from '@mingda/language';
import type { GoldRow, RawRow, RefusedRow } from './gold-file.ts';

const maxKeyCharacters = 200;
/** What a database cannot hold as text, or what people would never find again. */
const controlCharacters = /\p{Cc}/u;

/**
 * Sorts the rows into those that may be stored and those that may not, with the reason. A row without an id gets one
 * from its question, so that the same file imported again finds it.
 */
export function checkRows(rows: readonly RawRow[]): { rows: GoldRow[]; refused: RefusedRow[] } {
  const checked: GoldRow[] = [];
  const refused: RefusedRow[] = [];
  const firstOf = new Map<string, number>();
  for (const raw of rows) {
    const result = checkRow(raw);
    if ('en' in result) {
      refused.push(result);
      continue;
    }
    const earlier = firstOf.get(result.key);
    if (earlier === undefined) {
      firstOf.set(result.key, raw.row);
      checked.push(result);
    } else {
      const { row } = raw;
      refused.push({
        row,
        en: `the id ${result.key} was used in row ${earlier}`,
        zh: `编号 ${result.key} 已在第 ${earlier} 行出现`,
      });
    }
  }
  return { rows: checked, refused };
}

function checkRow({ row, id, content, split }: RawRow): GoldRow | RefusedRow {
  const cleaned = clean(content) as Record<string, unknown>;
  const { question } = cleaned;
  if (typeof question !== 'string' || question.trim() === '')
    return { row, en: 'there is no question', zh: '没有问题' };
  // Files of the format leave it out or write null; evidence belongs to documents of one installation.
  const { evidence: _, ...given } = withoutNulls(cleaned);
  const parsed = goldItemContentSchema.safeParse({ lang: detectLanguage(question), ...given });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const what = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
    return { row, en: what, zh: `内容不合法：${what}` };
  }
  const key = keyOf(id, parsed.data.question);
  if (key === undefined) {
    return {
      row,
      en: `the id is longer than ${maxKeyCharacters} characters or not printable`,
      zh: `编号超过 ${maxKeyCharacters} 个字符或含不可见字符`,
    };
  }
  const chosen = goldSplits.find((it) => it === split);
  if (chosen === undefined && split !== undefined && split !== null) {
    const given = JSON.stringify(split);
    return { row, en: `split is neither tune nor test: ${given}`, zh: `划分既不是 tune 也不是 test：${given}` };
  }
  return { key, content: parsed.data, split: chosen };
}

function keyOf(id: unknown, question: string): string | undefined {
  if (id === undefined || id === null || id === '')
    return createHash('sha256').update(question).digest('hex').slice(0, 16);
  if (typeof id !== 'string' && typeof id !== 'number') return undefined;
  const key = String(id).trim();
  return key === '' || key.length > maxKeyCharacters || controlCharacters.test(key) ? undefined : key.toWellFormed();
}

/** No field of an item is deeper. */
const maxDepth = 6;

/** Without NUL and halves of surrogate pairs, which PostgreSQL refuses in text, and without what is nested to do harm. */
function clean(value: unknown, depth = 0): unknown {
  if (depth > maxDepth) return undefined;
  if (typeof value === 'string') return value.replaceAll('\u0000', '').toWellFormed();
  if (Array.isArray(value)) return value.map((it) => clean(it, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, clean(it, depth + 1)]));
}

function withoutNulls(content: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null && value !== undefined));
}
