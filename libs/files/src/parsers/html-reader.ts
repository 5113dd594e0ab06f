import type { DocumentBuilder } from '../document/document-builder.ts';
import type { SpannedCell } from '../tables/table-rows.ts';
import {
  attribute,
  childrenOf,
  findAll,
  isElement,
  isFurniture,
  type HtmlElement,
  type HtmlNode,
} from './html-tree.ts';

const inlineNames = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q ruby rb rp rt s samp small span strike strong sub sup time tt u var wbr br o:p'.split(
    ' ',
  ),
);

/** Walks an element tree and writes blocks; text between block elements is a paragraph. */
export class HtmlReader {
  readonly #builder: DocumentBuilder;
  #inline = '';
  #isItem = false;

  constructor(builder: DocumentBuilder) {
    this.#builder = builder;
  }

  read(root: HtmlNode): void {
    this.#children(root);
    this.#flush();
  }

  #flush(): void {
    const text = this.#inline;
    this.#inline = '';
    if (text.trim() === '') return;
    if (this.#isItem) this.#builder.listItem(text);
    else this.#builder.paragraph(text);
    this.#isItem = false;
  }

  #children(node: HtmlNode): void {
    for (const it of childrenOf(node)) this.#node(it);
  }

  #node(node: HtmlNode): void {
    if ('value' in node) {
      this.#inline += node.value.replace(/\s+/g, ' ');
      return;
    }
    if (!isElement(node)) {
      if ('childNodes' in node) this.#children(node);
      return;
    }
    if (isFurniture(node)) return;
    if (node.tagName === 'br') this.#inline += '\n';
    else if (inlineNames.has(node.tagName)) this.#inlineElement(node);
    else this.#block(node);
  }

  #inlineElement(element: HtmlElement): void {
    // Pronunciation over characters would be read between them.
    if (element.tagName === 'rt' || element.tagName === 'rp') return;
    this.#children(element);
  }

  #block(element: HtmlElement): void {
    this.#flush();
    const level = /^h([1-6])$/.exec(element.tagName)?.[1];
    if (level !== undefined) {
      this.#builder.heading(Number(level), flatText(element));
    } else if (element.tagName === 'table') {
      this.#table(element);
    } else if (element.tagName === 'pre') {
      this.#builder.code(rawText(element));
    } else if (element.tagName === 'li' || element.tagName === 'dd') {
      this.#item(element);
    } else {
      this.#children(element);
      this.#flush();
    }
  }

  #item(element: HtmlElement): void {
    this.#isItem = true;
    this.#inline = this.#labelOf(element);
    this.#children(element);
    this.#flush();
    this.#isItem = false;
  }

  #labelOf(item: HtmlElement): string {
    const list = item.parentNode;
    if (list === null || !isElement(list) || list.tagName !== 'ol') return '';
    const items = list.childNodes.filter((it) => isElement(it) && it.tagName === 'li');
    const start = Number(attribute(list, 'start') ?? 1);
    return `${(Number.isFinite(start) ? start : 1) + items.indexOf(item)}. `;
  }

  #table(table: HtmlElement): void {
    const rows = rowsOf(table);
    const headerRows = headerRowsOf(rows);
    if (isLayout(table, rows, headerRows > 0)) {
      for (const row of rows) {
        for (const cell of cellsOf(row)) {
          this.#children(cell);
          this.#flush();
        }
      }
      return;
    }
    const caption = findAll(table, (it) => it.tagName === 'caption')[0];
    if (caption !== undefined) this.#builder.paragraph(flatText(caption));
    this.#builder.table({
      rows: rows.map((row) => cellsOf(row).map(cellOf)),
      ...(headerRows === 0 ? {} : { headerRows }),
    });
    // A table inside a cell is written after the one around it, whose rows it would tear apart.
    for (const inner of rows.flatMap(cellsOf).flatMap(gridsIn)) this.#table(inner);
  }
}

/** A table that arranges a page: its cells are read one after the other. One that names its columns holds data. */
function isLayout(table: HtmlElement, rows: readonly HtmlElement[], isNamed: boolean): boolean {
  const parts = isNamed ? /^h[1-6]$/ : /^(?:table|h[1-6])$/;
  return (
    attribute(table, 'role') === 'presentation' ||
    rows.every((row) => cellsOf(row).length <= 1) ||
    rows.some((row) => cellsOf(row).some((cell) => findAll(cell, (it) => parts.test(it.tagName)).length > 0))
  );
}

/** Tables of several rows and columns inside a cell, the outermost ones. */
function gridsIn(node: HtmlNode): HtmlElement[] {
  return childrenOf(node).flatMap((it) => (isElement(it) && isGrid(it) ? [it] : gridsIn(it)));
}

function isGrid(element: HtmlElement): boolean {
  if (element.tagName !== 'table') return false;
  const rows = rowsOf(element);
  return rows.length > 1 && rows.some((row) => cellsOf(row).length > 1);
}

function rowsOf(table: HtmlElement): HtmlElement[] {
  const rows = (node: HtmlNode): HtmlElement[] =>
    childrenOf(node).flatMap((it) => {
      if (!isElement(it) || isFurniture(it)) return [];
      return it.tagName === 'tr' ? [it] : ['thead', 'tbody', 'tfoot'].includes(it.tagName) ? rows(it) : [];
    });
  return rows(table);
}

function cellsOf(row: HtmlElement): HtmlElement[] {
  return row.childNodes.filter(
    (it): it is HtmlElement => isElement(it) && (it.tagName === 'td' || it.tagName === 'th') && !isFurniture(it),
  );
}

function cellOf(cell: HtmlElement): SpannedCell {
  const span = (name: string): number => Math.max(1, Number.parseInt(attribute(cell, name) ?? '1', 10) || 1);
  return { text: flatText(cell), colSpan: span('colspan'), rowSpan: span('rowspan') };
}

/** Rows of `thead`, or leading rows of nothing but heading cells. */
function headerRowsOf(rows: readonly HtmlElement[]): number {
  const isHead = (row: HtmlElement): boolean => {
    const inHead = row.parentNode !== null && isElement(row.parentNode) && row.parentNode.tagName === 'thead';
    const cells = cellsOf(row);
    return inHead || (cells.length > 1 && cells.every((cell) => cell.tagName === 'th'));
  };
  const first = rows.findIndex((row) => !isHead(row));
  return Math.max(0, first);
}

/** Text of an element on one line; block elements inside part words. */
function flatText(node: HtmlNode): string {
  if ('value' in node) return node.value.replace(/\s+/g, ' ');
  if (isElement(node)) {
    if (isFurniture(node) || node.tagName === 'rt' || node.tagName === 'rp' || isGrid(node)) return '';
    if (node.tagName === 'br') return '\n';
    const inner = childrenOf(node).map(flatText).join('');
    return inlineNames.has(node.tagName) || node.tagName === 'td' ? inner : `\n${inner}\n`;
  }
  return childrenOf(node).map(flatText).join('');
}

function rawText(node: HtmlNode): string {
  if ('value' in node) return node.value;
  if (isElement(node) && node.tagName === 'br') return '\n';
  return childrenOf(node).map(rawText).join('');
}
