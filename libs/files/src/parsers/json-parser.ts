import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { DocumentBuilder } from '../document/document-builder.ts';
import type { ParseInput } from './parser.ts';
import { jsonTextOf } from './txt-parser.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };
type Scalar = null | boolean | number | string;

const questionKeys = ['question', 'q', '问题', '问', 'query', '标准问'];
const answerKeys = ['answer', 'a', 'answers', '答案', '答', '回答', 'reply', 'response'];
const titleKeys = ['title', '标题', 'name', '名称', 'heading'];
const bodyKeys = ['text', 'content', 'body', '内容', '正文', 'description', '描述'];
const maxDepth = 40;
const maxColumns = 60;

/** JSON and JSON lines: equal flat objects are rows of a table, questions with answers are headings with text. */
export async function parseJson({ bytes }: ParseInput): Promise<ParsedDocument> {
  const value = readJson(
    jsonTextOf(bytes)
      .replace(/^\ufeff/, '')
      .trim(),
  );
  const builder = new DocumentBuilder();
  if (isObject(value)) builder.title(stringOf(value, titleKeys));
  addValue(value, [], builder);
  return builder.finish();
}

function readJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const lines = readLines(text);
    if (lines !== undefined) return lines;
    throw new MingdaError('FILE_CORRUPT', {
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}

function readLines(text: string): Json[] | undefined {
  try {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.length > 1 ? lines.map((line) => JSON.parse(line) as Json) : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isScalar(value: Json): value is Scalar {
  return value === null || typeof value !== 'object';
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

function keyOf(object: JsonObject, wanted: readonly string[]): string | undefined {
  return Object.keys(object).find((key) => wanted.includes(key.toLowerCase()) && !isEmpty(object[key] ?? null));
}

function stringOf(object: JsonObject, wanted: readonly string[]): string | undefined {
  const key = keyOf(object, wanted);
  const value = key === undefined ? undefined : object[key];
  return typeof value === 'string' ? value : undefined;
}

function addValue(value: Json, path: readonly string[], builder: DocumentBuilder): void {
  if (path.length > maxDepth) return;
  if (Array.isArray(value)) addArray(value, path, builder);
  else if (isObject(value)) addObject(value, path, builder);
  else if (!isEmpty(value))
    builder.paragraph(path.length === 0 ? String(value) : `${path.join('.')}: ${String(value)}`);
}

function addArray(values: readonly Json[], path: readonly string[], builder: DocumentBuilder): void {
  const objects = values.filter(isObject);
  if (objects.length === values.length && objects.length > 0) {
    if (objects.length > 1 && objects.every((it) => isFlat(it) && !isEntry(it)) && addTable(objects, path, builder))
      return;
    for (const [at, object] of objects.entries())
      addObject(object, isEntry(object) ? path : [...path, String(at + 1)], builder);
    return;
  }
  for (const it of values) {
    if (isScalar(it)) {
      if (!isEmpty(it)) builder.listItem(String(it));
    } else {
      addValue(it, path, builder);
    }
  }
}

function isFlat(object: JsonObject): boolean {
  return Object.values(object).every((it) => isScalar(it) || (Array.isArray(it) && it.every(isScalar)));
}

/** A question with its answer, or a title with its text. */
function isEntry(object: JsonObject): boolean {
  const hasQuestion = keyOf(object, questionKeys) !== undefined && keyOf(object, answerKeys) !== undefined;
  const body = stringOf(object, bodyKeys) ?? '';
  return hasQuestion || (stringOf(object, titleKeys) !== undefined && body.length > 40);
}

function addTable(objects: readonly JsonObject[], path: readonly string[], builder: DocumentBuilder): boolean {
  const columns = [...new Set(objects.flatMap((it) => Object.keys(it)))];
  const filled = objects.reduce((sum, it) => sum + Object.keys(it).length, 0);
  if (columns.length < 2 || columns.length > maxColumns || filled < columns.length * objects.length * 0.5) return false;
  if (path.length > 0) builder.heading(Math.min(6, path.length + 1), path.at(-1) ?? '');
  const rows = objects.map((it) => columns.map((column) => ({ text: scalarText(it[column] ?? null) })));
  builder.table({ rows: [columns.map((text) => ({ text })), ...rows], headerRows: 1 });
  return true;
}

function scalarText(value: Json): string {
  if (Array.isArray(value))
    return value
      .filter(isScalar)
      .filter((it) => !isEmpty(it))
      .map(String)
      .join(', ');
  return value === null || !isScalar(value) ? '' : String(value);
}

function addObject(object: JsonObject, path: readonly string[], builder: DocumentBuilder): void {
  const shown = new Set<string>();
  const heading = keyOf(object, questionKeys) ?? (isEntry(object) ? keyOf(object, titleKeys) : undefined);
  const body = heading === undefined ? undefined : (keyOf(object, answerKeys) ?? keyOf(object, bodyKeys));
  if (heading !== undefined && body !== undefined) {
    builder.heading(2, scalarText(object[heading] ?? null));
    const value = object[body] ?? null;
    for (const part of Array.isArray(value) ? value : [value]) addBody(part, builder);
    shown.add(heading).add(body);
  }
  const lines: string[] = [];
  for (const [key, value] of Object.entries(object)) {
    const isShort =
      isScalar(value) || (Array.isArray(value) && value.every(isScalar) && scalarText(value).length <= 200);
    if (!shown.has(key) && isShort && !isEmpty(value)) lines.push(`${[...path, key].join('.')}: ${scalarText(value)}`);
  }
  builder.paragraph(lines.join('\n'));
  for (const [key, value] of Object.entries(object)) {
    const isShort =
      isScalar(value) || (Array.isArray(value) && value.every(isScalar) && scalarText(value).length <= 200);
    if (!shown.has(key) && !isShort) addValue(value, [...path, key], builder);
  }
}

function addBody(value: Json, builder: DocumentBuilder): void {
  if (isScalar(value)) {
    for (const paragraph of scalarText(value).split(/\n\s*\n/)) builder.paragraph(paragraph);
  } else {
    addValue(value, [], builder);
  }
}
