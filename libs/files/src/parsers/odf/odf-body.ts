import type { DocumentBuilder, Place } from '../../document/document-builder.ts';
import type { SpannedCell } from '../../tables/table-rows.ts';
import { childrenOf, elementsOf, numberOf } from '../../xml/xml-query.ts';
import type { XmlElement } from '../../xml/xml-reader.ts';
import { readOdfInline } from './odf-text.ts';

const maxNesting = 20;
/** Programs mark a format for the rest of the sheet by one cell or row repeated to its end. */
const maxRepeat = 64;

/** Generated lists, deleted text and drawing settings hold no text of the author. */
const skipped = new Set([
  'tracked-changes',
  'table-of-content',
  'illustration-index',
  'alphabetical-index',
  'sequence-decls',
  'variable-decls',
  'forms',
  'scripts',
  'settings',
]);

/** Turns the elements of an OpenDocument body into blocks, one at a time. */
export class OdfBody {
  readonly #builder: DocumentBuilder;
  readonly #place: Place;

  constructor(builder: DocumentBuilder, place: Place = {}) {
    this.#builder = builder;
    this.#place = place;
  }

  add(element: XmlElement, depth = 0): void {
    if (depth > maxNesting || skipped.has(element.name)) return;
    if (element.name === 'h' || element.name === 'p') this.#paragraph(element, depth, undefined);
    else if (element.name === 'list') this.#list(element, depth);
    else if (element.name === 'table') this.table(element, depth);
    else for (const it of elementsOf(element)) this.add(it, depth + 1);
  }

  /** A table inside a cell is written after the one around it. */
  table(element: XmlElement, depth = 0): void {
    if (depth > maxNesting) return;
    const header = elementsOf(element).filter((it) => it.name === 'table-header-rows');
    const headerRows = header.flatMap((it) => rowsOf(it)).length;
    const rows = rowsOf(element);
    const grid = rows.map((row) => this.#row(row));
    this.#builder.table({ rows: grid, ...(headerRows > 0 ? { headerRows } : {}) }, this.#place);
    for (const row of rows) {
      for (const cell of childrenOf(row, 'table-cell'))
        for (const inner of childrenOf(cell, 'table')) if (isGrid(inner)) this.table(inner, depth + 1);
    }
  }

  #paragraph(element: XmlElement, depth: number, item: 'list-item' | undefined): void {
    const { text, notes, boxes } = readOdfInline(element);
    if (element.name === 'h') {
      this.#builder.heading(numberOf(element.attributes['outline-level']) ?? 1, text, this.#place);
    } else if (item === undefined) {
      this.#builder.paragraph(text, this.#place);
    } else {
      this.#builder.listItem(text, this.#place);
    }
    // A note stands after the paragraph that refers to it, so that both end in one passage.
    for (const part of [...boxes, ...notes]) for (const it of elementsOf(part)) this.add(it, depth + 1);
  }

  #list(list: XmlElement, depth: number): void {
    if (depth > maxNesting) return;
    for (const item of elementsOf(list)) {
      if (item.name !== 'list-item' && item.name !== 'list-header') continue;
      for (const it of elementsOf(item)) {
        if (it.name === 'p' || it.name === 'h') this.#paragraph(it, depth, 'list-item');
        else if (it.name === 'list') this.#list(it, depth + 1);
        else this.add(it, depth + 1);
      }
    }
  }

  #row(row: XmlElement): SpannedCell[] {
    return elementsOf(row).flatMap((cell) => {
      if (cell.name !== 'table-cell') return [];
      const text = cellText(cell, 0);
      const span = {
        text,
        colSpan: numberOf(cell.attributes['number-columns-spanned']) ?? 1,
        rowSpan: numberOf(cell.attributes['number-rows-spanned']) ?? 1,
      };
      return Array.from({ length: repeatOf(cell, 'number-columns-repeated') }, () => span);
    });
  }
}

function cellText(cell: XmlElement, depth: number): string {
  if (depth > maxNesting) return '';
  const parts = elementsOf(cell).map((it) => {
    if (it.name === 'table' && isGrid(it)) return '';
    if (it.name !== 'p' && it.name !== 'h') return skipped.has(it.name) ? '' : cellText(it, depth + 1);
    const { text, notes, boxes } = readOdfInline(it);
    return [text, ...[...boxes, ...notes].map((part) => cellText(part, depth + 1))].join('\n');
  });
  return parts.filter((part) => part.trim() !== '').join('\n');
}

/** A table of several rows and columns; a smaller one arranges the text of its cell. */
function isGrid(table: XmlElement): boolean {
  const rows = elementsOf(table).flatMap((it) => (it.name === 'table-row' ? [it] : childrenOf(it, 'table-row')));
  return rows.length > 1 && rows.some((row) => childrenOf(row, 'table-cell').length > 1);
}

/** Rows may lie in groups and header groups; hidden ones belong to the text as much as shown ones. */
function rowsOf(table: XmlElement): XmlElement[] {
  return elementsOf(table).flatMap((it) => {
    if (it.name === 'table-row') return Array.from({ length: repeatOf(it, 'number-rows-repeated') }, () => it);
    return ['table-header-rows', 'table-rows', 'table-row-group'].includes(it.name) ? rowsOf(it) : [];
  });
}

/** An empty cell or row is not repeated: it stands for the unused rest. */
function repeatOf(element: XmlElement, attribute: string): number {
  const times = numberOf(element.attributes[attribute]) ?? 1;
  const cells = element.name === 'table-row' ? childrenOf(element, 'table-cell') : [element];
  const isEmpty = cells.every((cell) => cellText(cell, 0) === '');
  if (!isEmpty) return Math.min(maxRepeat, Math.max(1, times));
  return element.name === 'table-row' ? 1 : Math.min(maxRepeat, Math.max(1, times));
}
