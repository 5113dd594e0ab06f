import { zip } from '@mingda/testing';
import { blockHtml, escapeXml } from './html-file.ts';
import type { KnownBlock, KnownCell, KnownDocument, KnownTable } from './known-document.ts';

/** An OpenDocument text (ODF 1.3), head and foot in its styles. */
export function odtFile(known: KnownDocument): Buffer {
  const names =
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"';
  const master = `<style:master-page style:name="S"><style:header><text:p>${escapeXml(known.runningHead)}</text:p></style:header></style:master-page>`;
  return zip({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'content.xml': `<office:document-content ${names}><office:body><office:text><text:h text:outline-level="1">${escapeXml(known.title)}</text:h>${known.blocks.map(blockOdf).join('')}</office:text></office:body></office:document-content>`,
    'styles.xml': `<office:document-styles ${names}><office:master-styles>${master}</office:master-styles></office:document-styles>`,
  });
}

function blockOdf(block: KnownBlock): string {
  switch (block.kind) {
    case 'heading':
      return `<text:h text:outline-level="${block.level + 1}">${escapeXml(block.text)}</text:h>`;
    case 'paragraph': {
      const note =
        block.note === undefined
          ? ''
          : `<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>${escapeXml(block.note)}</text:p></text:note-body></text:note>`;
      return `<text:p>${escapeXml(block.text)}${note}</text:p>`;
    }
    case 'list':
      return `<text:list>${block.items.map((it) => `<text:list-item><text:p>${escapeXml(it)}</text:p></text:list-item>`).join('')}</text:list>`;
    case 'table':
      return tableOdf(block.table);
  }
}

function tableOdf({ columns, header, rows, inner }: KnownTable): string {
  const line = (cells: readonly KnownCell[], tail = ''): string =>
    `<table:table-row>${cells
      .map(({ text, colSpan = 1, rowSpan = 1 }, at) => {
        const covered = '<table:covered-table-cell/>'.repeat(colSpan - 1);
        const end = at === cells.length - 1 ? tail : '';
        return `<table:table-cell table:number-columns-spanned="${colSpan}" table:number-rows-spanned="${rowSpan}"><text:p>${escapeXml(text)}</text:p>${end}</table:table-cell>${covered}`;
      })
      .join('')}</table:table-row>`;
  const body = rows.map((row, at) => line(row, at === rows.length - 1 && inner !== undefined ? tableOdf(inner) : ''));
  return `<table:table><table:table-column table:number-columns-repeated="${columns}"/><table:table-header-rows>${header.map((row) => line(row)).join('')}</table:table-header-rows>${body.join('')}</table:table>`;
}

/** A book (EPUB 3) of one file for each chapter, with contents that repeat the headings. */
export function epubFile(known: KnownDocument): Buffer {
  const chapters: KnownBlock[][] = [];
  for (const block of known.blocks) {
    if (block.kind === 'heading' && block.level === 1) chapters.push([block]);
    else chapters.at(-1)?.push(block);
  }
  const page = (body: string): string =>
    `<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>${escapeXml(known.title)}</title></head><body>${body}</body></html>`;
  const files = Object.fromEntries(
    chapters.map((blocks, at) => [`OEBPS/c${at}.xhtml`, page(blocks.map(blockHtml).join(''))]),
  );
  const items = chapters.map((_, at) => `<item id="c${at}" href="c${at}.xhtml" media-type="application/xhtml+xml"/>`);
  const spine = chapters.map((_, at) => `<itemref idref="c${at}"/>`);
  const contents = chapters.map((blocks, at) => `<li><a href="c${at}.xhtml">${escapeXml(headingOf(blocks))}</a></li>`);
  return zip({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml':
      '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    'OEBPS/content.opf': `<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escapeXml(known.title)}</dc:title></metadata><manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>${items.join('')}</manifest><spine><itemref idref="nav"/>${spine.join('')}</spine></package>`,
    'OEBPS/nav.xhtml': page(`<nav epub:type="toc"><ol>${contents.join('')}</ol></nav>`),
    ...files,
  });
}

function headingOf(blocks: readonly KnownBlock[]): string {
  const [first] = blocks;
  return first?.kind === 'heading' ? first.text : '';
}
