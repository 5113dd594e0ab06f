/** The plain text of a sample document: of the file itself where it is text, of its source where it is generated. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flatten } from './gold-words.ts';

const sourceEndings: Readonly<Record<string, string>> = { pdf: '.md', docx: '.md', pptx: '.md', xlsx: '.json' };

export function formatOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** Where the readable text of a document lies, or undefined if that file is missing. */
export function readablePath(sample: string, path: string): string | undefined {
  const ending = sourceEndings[formatOf(path)];
  const readable = ending === undefined ? join(sample, 'documents', path) : join(sample, 'sources', path + ending);
  return existsSync(readable) ? readable : undefined;
}

/** The text that evidence is looked up in. Table cells and JSON values follow each other without a mark. */
export function searchableText(sample: string, path: string): string {
  const readable = readablePath(sample, path);
  if (readable === undefined) return '';
  const text = readFileSync(readable, 'utf8');
  if (formatOf(readable) === 'csv') return flatten(csvCells(text).join('|'));
  if (formatOf(readable) === 'json') return flatten(leaves(JSON.parse(text)).join('|'));
  return flatten(text);
}

function csvCells(text: string): string[] {
  return [...text.matchAll(/(?:^|,|\n)(?:"((?:[^"]|"")*)"|([^",\n]*))/g)].map((match) => {
    const quoted: string | undefined = match[1];
    return quoted === undefined ? match[2] : quoted.replaceAll('""', '"');
  });
}

function leaves(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}
