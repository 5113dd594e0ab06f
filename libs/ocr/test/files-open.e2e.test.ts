import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DocumentParser } from '@mingda/files';
import { createLogger } from '@mingda/platform';
import { afterAll, describe, expect, test } from 'vitest';
import { readManifest } from '@mingda/testing';
import { OcrReader } from '../src/ocr-reader.ts';

const datasets = process.env['MINGDA_DATASETS'];
const folder = datasets === undefined ? undefined : join(datasets, 'files-open');
const files = folder === undefined ? [] : await readManifest(folder);
const pictures = files
  .map(({ file, clauses }) => ({ file, wanted: clauses.filter((it) => it.kind === 'ocr').map((it) => it.value) }))
  .filter(({ wanted }) => wanted.length > 0);

const logger = createLogger({ logLevel: 'silent' }, 'test');
const limits = { fileBytes: 100_000_000, pages: 2000, expandedBytes: 500_000_000, parseMs: 25_000 };
const parser = new DocumentParser({ limits, threads: 1, logger, recogniser: new OcrReader({ threads: 2, logger }) });
afterAll(() => parser.close());

const compact = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '');

describe.skipIf(folder === undefined)('public files with text on pictures (MINGDA_DATASETS names their folder)', () => {
  test.each(pictures)('$file', async ({ file, wanted }) => {
    const content = await readFile(join(folder ?? '', file));
    const document = await parser.parse({ content, fileName: file });
    const text = compact(document.blocks.map((block) => block.text).join('\n'));
    for (const clause of wanted) expect(text).toContain(compact(clause));
  });
});
