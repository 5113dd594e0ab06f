import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright';
import { blockHtml, escapeXml } from './html-file.ts';
import type { KnownDocument, Layout } from './known-document.ts';

const require = createRequire(import.meta.url);
const font = join(dirname(require.resolve('@embedpdf/fonts-sc')), '..', 'fonts', 'NotoSansHans-Regular.otf');

const borders = {
  all: 'td, th { border: 1px solid #444 }',
  horizontal: 'td, th { border-bottom: 1px solid #444 }',
  none: '',
};

/** A web page as a browser prints it. */
export async function printedFile(known: KnownDocument, layout: Layout, browser: Browser): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'mingda-print-'));
  const page = await browser.newPage();
  try {
    const html = `<!doctype html><html lang="${known.lang}"><head><meta charset="utf-8"><title>${escapeXml(known.title)}</title><style>
@font-face { font-family: Hans; src: url(${pathToFileURL(font).href}) }
body { font: 11pt/1.5 ${known.lang === 'zh' ? 'Hans' : 'serif'}; text-align: ${layout.isJustified ? 'justify' : 'left'} }
main { columns: ${layout.columns}; column-gap: 24pt }
h1 { font-size: 20pt } h2 { font-size: 15pt } h3 { font-size: 13pt } h2, h3 { break-after: avoid }
table { border-collapse: collapse; width: 100%; text-align: left; font-size: 9pt; margin: 8pt 0 }
td, th { padding: 3pt 5pt; font-weight: normal } tr { break-inside: avoid } ${borders[layout.rules]}
aside { margin-left: 20pt; font-size: 9pt }
</style></head><body><h1>${escapeXml(known.title)}</h1><main>${known.blocks.map(blockHtml).join('\n')}</main></body></html>`;
    const path = join(folder, 'page.html');
    await writeFile(path, html);
    await page.goto(pathToFileURL(path).href);
    await page.evaluate('document.fonts.ready');
    const edge = (text: string): string =>
      `<div style="font-size: 8pt; width: 100%; padding: 0 40pt">${escapeXml(text)} <span class="pageNumber"></span></div>`;
    return await page.pdf({
      format: 'A4',
      landscape: layout.isTurned,
      margin: { top: '80px', bottom: '80px', left: '66px', right: '66px' },
      displayHeaderFooter: true,
      headerTemplate: edge(known.runningHead),
      footerTemplate: edge(known.runningFoot),
    });
  } finally {
    await page.close();
    await rm(folder, { recursive: true, force: true });
  }
}
