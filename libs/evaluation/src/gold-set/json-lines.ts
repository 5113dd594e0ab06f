import { readFile } from 'node:fs/promises';
import { MingdaError } from '@mingda/platform';
import type { z } from 'zod';

interface Line<T> {
  readonly number: number;
  readonly value: T;
}

/**
 * Reads a file of one JSON object a line; blank lines are skipped, a byte order mark is ignored.
 * @throws MingdaError `GOLD_SET_INVALID` with file and line
 */
export async function readJsonLines<T>(file: string, schema: z.ZodType<T>): Promise<Line<T>[]> {
  const lines: Line<T>[] = [];
  const content = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  // Not node:readline: it also ends a line at U+2028 and U+2029, which JSON allows inside strings.
  for (const [index, json] of content.split('\n').entries()) {
    const number = index + 1;
    if (json.trim() !== '') lines.push({ number, value: parseLine(json, schema, { file, number }) });
  }
  return lines;
}

function parseLine<T>(json: string, schema: z.ZodType<T>, place: { file: string; number: number }): T {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    throw invalidLine(place, `not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw invalidLine(place, parsed.error.issues.map((it) => `${it.path.join('.') || 'line'}: ${it.message}`).join('; '));
}

export function invalidLine(place: { file: string; number: number }, detail: string, cause?: unknown): MingdaError {
  return new MingdaError('GOLD_SET_INVALID', {
    subject: `${place.file}:${place.number}`,
    detail,
    fixes: ['correct the named line; docs/evaluate.md describes the format'],
    cause,
  });
}
