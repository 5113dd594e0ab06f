import type { KnownBlock, KnownCell, KnownDocument, KnownTable } from './known-document.ts';

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A page of a site: the text among navigation, search and imprint. */
export function htmlFile(known: KnownDocument): Buffer {
  const links = Array.from(
    { length: 12 },
    (_, at) => `<li><a href="/p${at}">${escapeXml(known.runningHead)} ${at}</a></li>`,
  );
  return Buffer.from(`<!doctype html><html lang="${known.lang}"><head><meta charset="utf-8"><title>${escapeXml(known.title)}</title>
<style>body { color: #333 }</style><script>window.data = { "text": "not content" };</script></head><body>
<header><a href="/">${escapeXml(known.runningHead)}</a><form><input name="q"><button>Search</button></form></header>
<nav><ul>${links.join('')}</ul></nav>
<main><h1>${escapeXml(known.title)}</h1>
${known.blocks.map(blockHtml).join('\n')}
</main><footer><p>${escapeXml(known.runningFoot)}</p></footer></body></html>`);
}

export function blockHtml(block: KnownBlock): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level + 1}>${escapeXml(block.text)}</h${block.level + 1}>`;
    case 'paragraph':
      return `<p>${escapeXml(block.text)}</p>${block.note === undefined ? '' : `<aside class="note"><p>${escapeXml(block.note)}</p></aside>`}`;
    case 'list': {
      const name = block.isOrdered ? 'ol' : 'ul';
      return `<${name}>${block.items.map((it) => `<li>${escapeXml(it)}</li>`).join('')}</${name}>`;
    }
    case 'table':
      return tableHtml(block.table);
  }
}

function tableHtml({ header, rows, inner }: KnownTable): string {
  const line = (cells: readonly KnownCell[], name: 'th' | 'td', tail = ''): string =>
    `<tr>${cells
      .map(({ text, colSpan = 1, rowSpan = 1 }, at) => {
        const end = at === cells.length - 1 ? tail : '';
        return `<${name} colspan="${colSpan}" rowspan="${rowSpan}">${escapeXml(text)}${end}</${name}>`;
      })
      .join('')}</tr>`;
  const body = rows.map((row, at) =>
    line(row, 'td', at === rows.length - 1 && inner !== undefined ? tableHtml(inner) : ''),
  );
  return `<table><thead>${header.map((row) => line(row, 'th')).join('')}</thead><tbody>${body.join('')}</tbody></table>`;
}
