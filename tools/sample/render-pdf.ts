import { chromium, type Browser } from 'playwright';
import { parseRuns, parseSource, type Block } from './source-markdown.ts';

const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** One weight and a TrueType font first: both keep the embedded Chinese glyphs, and so the files, small. */
const style = `
  body { font-family: 'Liberation Sans', 'WenQuanYi Micro Hei','Noto Sans CJK SC', sans-serif; font-size: 11pt; line-height: 1.6; }
  h1 { font-size: 20pt; margin: 0 0 4pt; } h2 { font-size: 14pt; margin: 16pt 0 6pt; } h3 { font-size: 12pt; }
  h1, h2, h3, th { font-weight: 400; color: #1f3a5f; break-after: avoid; }
  table { border-collapse: collapse; width: 100%; margin: 8pt 0; } tr { break-inside: avoid; }
  th, td { border: 0.6pt solid #777; padding: 3pt 6pt; text-align: left; } th { background: #e3ebf5; }
  .imprint { color: #666; font-size: 9pt; margin: 0 0 12pt; } .break { break-before: page; }
`;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: browserFlags,
  });
}

export async function renderPdf(browser: Browser, source: string): Promise<Buffer> {
  const { meta, blocks } = parseSource(source);
  const title = meta['title'] ?? '';
  const imprint = [meta['number'], `V${meta['version'] ?? '1.0'}`, meta['date'], meta['owner']].join(' · ');
  const body = blocks.map((block) => {
    const html = renderBlock(block);
    return block.kind === 'heading' && block.level === 1 ? `${html}<p class="imprint">${escape(imprint)}</p>` : html;
  });
  const lang = meta['lang'] === 'zh' ? 'zh-CN' : 'en';
  const html =
    `<!DOCTYPE html><html lang="${lang}"><head><meta charset="utf-8"><title>${escape(title)}</title>` +
    `<style>${style}</style></head><body>${body.join('\n')}</body></html>`;
  const page = await browser.newPage();
  try {
    await page.setContent(html, { waitUntil: 'load' });
    return await page.pdf({
      format: 'A4',
      printBackground: true,
      displayHeaderFooter: true,
      margin: { top: '24mm', bottom: '20mm', left: '20mm', right: '20mm' },
      headerTemplate: strip(`<span>${escape(title)}</span><span>${escape(meta['number'] ?? '')}</span>`),
      footerTemplate: strip(
        '<span>Lanyue Technology</span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span>',
      ),
    });
  } finally {
    await page.close();
  }
}

function strip(content: string): string {
  const css =
    "font-family:'Liberation Sans','WenQuanYi Micro Hei','Noto Sans CJK SC';font-size:8pt;color:#555;width:100%;" +
    'margin:0 20mm;display:flex;justify-content:space-between';
  return `<div style="${css}">${content}</div>`;
}

function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${escape(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${inline(block.text)}</p>`;
    case 'list': {
      const name = block.ordered ? 'ol' : 'ul';
      return `<${name}>${block.items.map((item) => `<li>${inline(item)}</li>`).join('')}</${name}>`;
    }
    case 'table':
      return `<table>${block.rows.map((row, index) => tableRow(row, index === 0 ? 'th' : 'td')).join('')}</table>`;
    case 'pagebreak':
      return '<div class="break"></div>';
  }
}

function tableRow(row: readonly string[], name: 'th' | 'td'): string {
  return `<tr>${row.map((cell) => `<${name}>${inline(cell)}</${name}>`).join('')}</tr>`;
}

function inline(text: string): string {
  const tags = { plain: '', bold: 'b', italic: 'i', code: 'code' };
  return parseRuns(text)
    .map((run) => {
      const tag = tags[run.style];
      return tag === '' ? escape(run.text) : `<${tag}>${escape(run.text)}</${tag}>`;
    })
    .join('');
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
