/**
 * Builds the pdf, docx, pptx and xlsx files of the sample knowledge base from `eval/sample/sources/`.
 * `node tools/sample/build.ts` builds all of them; words after it build only the files whose path contains one.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { renderDocx } from './render-docx.ts';
import { openBrowser, renderPdf } from './render-pdf.ts';
import { renderPptx } from './render-pptx.ts';
import { renderXlsx } from './render-xlsx.ts';

const sample = fileURLToPath(new URL('../../eval/sample/', import.meta.url));
const sourcePattern = /\.(pdf|docx|pptx|xlsx)\.(md|json)$/;

async function build(words: readonly string[]): Promise<void> {
  const all = await readdir(join(sample, 'sources'), { recursive: true });
  const chosen = all
    .filter((path) => sourcePattern.test(path))
    .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
    .toSorted();
  let browser: Browser | undefined;
  try {
    for (const path of chosen) {
      const source = await readFile(join(sample, 'sources', path), 'utf8');
      const format = sourcePattern.exec(path)?.[1];
      if (format === 'pdf') browser ??= await openBrowser();
      const data = await render(format, source, browser);
      const target = path.replace(/\.(md|json)$/, '');
      await mkdir(dirname(join(sample, 'documents', target)), { recursive: true });
      await writeFile(join(sample, 'documents', target), data);
      console.log(`${target}  ${Math.ceil(data.length / 1024)} kB`);
    }
  } finally {
    await browser?.close();
  }
}

function render(format: string | undefined, source: string, browser: Browser | undefined): Promise<Buffer> {
  if (format === 'docx') return renderDocx(source);
  if (format === 'pptx') return renderPptx(source);
  if (format === 'xlsx') return renderXlsx(source);
  if (browser === undefined) throw new Error('No browser is open for printing.');
  return renderPdf(browser, source);
}

await build(process.argv.slice(2));
