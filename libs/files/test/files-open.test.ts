import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsedDocumentSchema, type ParsedDocument } from '@mingda/contracts';
import { createLogger, MingdaError } from '@mingda/platform';
import { afterAll, describe, expect, test } from 'vitest';
import { DocumentParser } from '../src/document-parser.ts';
import { readManifest, type Clause } from '@mingda/testing';

const datasets = process.env['MINGDA_DATASETS'];
const folder = datasets === undefined ? undefined : join(datasets, 'files-open');
const files = folder === undefined ? [] : await readManifest(folder);
const limits = { fileBytes: 100_000_000, pages: 2000, expandedBytes: 500_000_000, parseMs: 25_000 };
const parser = new DocumentParser({ limits, threads: 2, logger: createLogger({ logLevel: 'silent' }, 'test') });
afterAll(() => parser.close());

interface Deviation {
  readonly file: string;
  readonly kind: Clause['kind'];
  readonly reason: string;
}

/** Clauses that do not hold, each with its reason. */
const deviations: readonly Deviation[] = [
  {
    file: 'circular-pages.pdf',
    kind: 'error',
    reason: 'only the count of its page tree is broken; its one page is found and its text is right',
  },
];

/** Formats that are read where a converter is installed: without one a clean refusal is as good as the text. */
const legacy = /\.(?:doc|xls|ppt|rtf)$/;
const compact = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '');

type Outcome = { readonly document: ParsedDocument } | { readonly error: MingdaError };

async function read(file: string): Promise<Outcome> {
  try {
    const content = await readFile(join(folder ?? '', file));
    return { document: parsedDocumentSchema.parse(await parser.parse({ content, fileName: file, giveAway: true })) };
  } catch (error) {
    if (error instanceof MingdaError) return { error };
    throw error;
  }
}

function holds(file: string, clause: Clause, outcome: Outcome): boolean {
  const isRefused =
    'error' in outcome &&
    ((outcome.error.code === 'FILE_TYPE_UNSUPPORTED' && (outcome.error.detail ?? '') !== '') ||
      (outcome.error.code === 'FILE_NEEDS_CONVERTER' && outcome.error.fixes.length > 0));
  const text =
    'error' in outcome
      ? ''
      : compact([outcome.document.title ?? '', ...outcome.document.blocks.map((block) => block.text)].join('\n'));
  switch (clause.kind) {
    case 'text':
      return text.includes(compact(clause.value)) || (legacy.test(file) && isRefused);
    case 'not':
      return !text.includes(compact(clause.value));
    case 'ocr':
      // Pictures are not read yet: the file says so, or has other text.
      return 'error' in outcome ? isRefused || outcome.error.code === 'FILE_NO_TEXT' : text !== '';
    case 'error':
      return 'error' in outcome && outcome.error.code === errorCodeOf(clause.value);
    case 'safe':
      return !('error' in outcome) || !['PARSER_CRASHED', 'PARSE_TIMEOUT'].includes(outcome.error.code);
  }
}

function errorCodeOf(expected: string): string {
  const word = /^\w+/.exec(expected)?.[0] ?? '';
  return (
    { empty: 'FILE_EMPTY', corrupt: 'FILE_CORRUPT', encrypted: 'FILE_ENCRYPTED', unsupported: 'FILE_TYPE_UNSUPPORTED' }[
      word
    ] ?? word
  );
}

describe.skipIf(folder === undefined)('public files that break parsers (MINGDA_DATASETS names their folder)', () => {
  const table: string[] = [];
  afterAll(() => void process.stdout.write(`\nfile | outcome | clauses that hold\n${table.join('\n')}\n`));

  test.each(files)('$file', async ({ file, clauses }) => {
    const outcome = await read(file);
    const result = 'error' in outcome ? outcome.error.code : `${outcome.document.blocks.length} blocks`;
    const held = clauses.filter((clause) => holds(file, clause, outcome)).length;
    table.push([file, result, `${held} of ${clauses.length}`].join(' | '));
    for (const clause of clauses) {
      const known = deviations.some((it) => it.file === file && it.kind === clause.kind);
      expect({ clause, holds: holds(file, clause, outcome) }).toEqual({ clause, holds: !known });
    }
  });

  test('every file is in the manifest once, every deviation is about one of them', () => {
    expect(new Set(files.map((it) => it.file)).size).toBe(files.length);
    expect(files.length).toBeGreaterThan(70);
    for (const it of deviations) expect(files.map(({ file }) => file)).toContain(it.file);
  });
});
