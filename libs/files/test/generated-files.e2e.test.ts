import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from './fixtures/parse.ts';
import { fileNames, generateFile } from './generated/generated-files.ts';
import { measure, type Figures } from './generated/truth.ts';

/** Parsers are made with files of the first seed; those of the second say whether that carries over. */
const seeds = [1, 11];
const executablePath = process.env['MINGDA_CHROMIUM'] ?? '/usr/bin/chromium';
let browser: Browser | undefined;
beforeAll(async () => {
  if (existsSync(executablePath))
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(() => browser?.close());

describe.each(seeds)('files generated from known text, seed %i', (seed) => {
  const table: { file: string; figures: Figures }[] = [];

  test.each(fileNames)('%s', async (name) => {
    const file = await generateFile(name, seed, browser);
    if (file === undefined) return;
    const figures = measure(file.known, await parse(file.name, file.bytes));
    table.push({ file: name, figures });
    expect(figures.tokenF1).toBeGreaterThanOrEqual(0.98);
    expect(figures.rowsExact).toBeGreaterThanOrEqual(0.95);
  });

  test('all of them together', () => {
    const lines = table.map(({ file, figures: { tokenF1, rowsExact, rows } }) =>
      [file, tokenF1.toFixed(4), rows === 0 ? '-' : `${rowsExact.toFixed(4)} of ${rows}`].join(' | '),
    );
    process.stdout.write(`\nseed ${seed}: file | token F1 | rows exact\n${lines.join('\n')}\n`);
    expect(table.length).toBeGreaterThanOrEqual(browser === undefined ? fileNames.length - 4 : fileNames.length);
  });
});
