import type { ParsedDocument } from '@mingda/contracts';
import type { DocumentBuilder } from '../../document/document-builder.ts';
import type { SpannedCell } from '../../tables/table-rows.ts';
import { child, childrenOf, elementsOf, isOn, numberOf } from '../../xml/xml-query.ts';
import type { XmlElement } from '../../xml/xml-reader.ts';
import type { Numbering } from './numbering.ts';
import { readInline } from './run-text.ts';
import type { Styles } from './styles.ts';

export interface BodySources {
  readonly styles: Styles;
  readonly numbering: Numbering;
  /** Paragraphs of the notes by `footnote 3`. */
  readonly notes: ReadonlyMap<string, readonly XmlElement[]>;
  /** What was read off the picture of a relation id. */
  readonly picture: (id: string) => ParsedDocument | undefined;
}

const maxNesting = 20;

/** Turns the body's elements into blocks, one at a time. */
export class DocxBody {
  readonly #builder: DocumentBuilder;
  readonly #sources: BodySources;

  constructor(builder: DocumentBuilder, sources: BodySources) {
    this.#builder = builder;
    this.#sources = sources;
  }

  add(element: XmlElement, depth = 0): void {
    if (depth > maxNesting) return;
    switch (element.name) {
      case 'p':
        this.#paragraph(element, depth);
        return;
      case 'tbl':
        this.#table(element, depth);
        return;
      case 'sdt':
        if (child(element, 'sdtPr', 'docPartObj', 'docPartGallery')?.attributes['val'] === 'Table of Contents') return;
        this.#all(child(element, 'sdtContent'), depth);
        return;
      case 'ins':
      case 'moveTo':
      case 'customXml':
      case 'smartTag':
        this.#all(element, depth);
        return;
      case 'AlternateContent':
        this.#all(child(element, 'Choice') ?? child(element, 'Fallback'), depth);
        return;
      default:
    }
  }

  #all(container: XmlElement | undefined, depth: number): void {
    for (const it of elementsOf(container)) this.add(it, depth + 1);
  }

  #paragraph(element: XmlElement, depth: number): void {
    const properties = child(element, 'pPr');
    const style = this.#sources.styles.of(child(properties, 'pStyle')?.attributes['val']);
    const inline = readInline(element);
    if (style.isContents) return;
    const outline = numberOf(child(properties, 'outlineLvl')?.attributes['val']);
    const level = outline === undefined ? style.level : outline < 9 ? outline + 1 : undefined;
    if (inline.text.trim() !== '') {
      const label = this.#label(properties, style);
      const text = label === undefined || label === '' ? inline.text : `${label} ${inline.text.trimStart()}`;
      if (style.isTitle) this.#builder.title(inline.text);
      if (style.isTitle || level !== undefined) this.#builder.heading(level ?? 1, text);
      else if (label === undefined) this.#builder.paragraph(text);
      else this.#builder.listItem(text);
    }
    for (const box of inline.boxes) this.#all(box, depth);
    for (const note of inline.notes) this.#note(note);
    this.#pictures(inline.pictures);
  }

  #pictures(ids: readonly string[]): void {
    for (const id of ids) {
      const document = this.#sources.picture(id);
      if (document !== undefined) this.#builder.append(document);
    }
  }

  #label(properties: XmlElement | undefined, style: ReturnType<Styles['of']>): string | undefined {
    const own = child(properties, 'numPr');
    const numId = child(own, 'numId')?.attributes['val'] ?? style.numId;
    if (numId === undefined || numId === '0') return undefined;
    const level = numberOf(child(own, 'ilvl')?.attributes['val']) ?? style.listLevel ?? (style.level ?? 1) - 1;
    return this.#sources.numbering.next(numId, level);
  }

  /** A note stands after the paragraph that refers to it, so that both end in one passage. */
  #note(key: string): void {
    for (const paragraph of this.#sources.notes.get(key) ?? []) this.#builder.paragraph(readInline(paragraph).text);
  }

  #table(element: XmlElement, depth: number): void {
    if (depth > maxNesting) return;
    const rows = rowsOf(element);
    const only = rows.length === 1 ? childrenOf(rows[0], 'tc') : [];
    if (only.length === 1) {
      // A frame drawn around text.
      this.#all(only[0], depth);
      return;
    }
    const aside: CellAside = { notes: [], tables: [] };
    const grid = rows.map((row) => this.#row(row, aside));
    spanRows(grid);
    const headers = rows.findIndex((row) => !isOn(child(row, 'trPr', 'tblHeader')));
    const headerRows = headers > 0 ? { headerRows: headers } : {};
    this.#builder.table({ rows: grid.map((row) => row.filter((cell) => !cell.continues)), ...headerRows });
    for (const note of aside.notes) this.#note(note);
    for (const table of aside.tables) this.#table(table, depth + 1);
  }

  #row(row: XmlElement, aside: CellAside): DocxCell[] {
    const skipped = numberOf(child(row, 'trPr', 'gridBefore')?.attributes['val']) ?? 0;
    const cells: DocxCell[] = Array.from({ length: Math.min(skipped, 60) }, () => ({
      text: '',
      colSpan: 1,
      rowSpan: 1,
      continues: false,
      restarts: false,
    }));
    for (const cell of cellsOf(row)) {
      const merge = child(cell, 'tcPr', 'vMerge');
      const continues = merge !== undefined && merge.attributes['val'] !== 'restart';
      const colSpan = numberOf(child(cell, 'tcPr', 'gridSpan')?.attributes['val']) ?? 1;
      cells.push({
        text: continues ? '' : this.#cellText(cell, aside, 0),
        colSpan,
        rowSpan: 1,
        continues,
        restarts: merge !== undefined && !continues,
      });
    }
    return cells;
  }

  #cellText(cell: XmlElement, aside: CellAside, depth: number): string {
    if (depth > maxNesting) return '';
    const parts: string[] = [];
    for (const it of elementsOf(cell)) {
      if (it.name === 'p') {
        const inline = readInline(it);
        const label =
          inline.text.trim() === ''
            ? undefined
            : this.#label(child(it, 'pPr'), this.#sources.styles.of(child(it, 'pPr', 'pStyle')?.attributes['val']));
        parts.push(label === undefined || label === '' ? inline.text : `${label} ${inline.text}`);
        aside.notes.push(...inline.notes);
        for (const box of inline.boxes) parts.push(this.#cellText(box, aside, depth + 1));
      } else if (it.name === 'tbl' && isGrid(it)) {
        aside.tables.push(it);
      } else if (it.name !== 'tcPr') {
        parts.push(this.#cellText(it, aside, depth + 1));
      }
    }
    return parts.filter((part) => part.trim() !== '').join('\n');
  }
}

/** What stands in cells and is written after their table: its rows would be torn apart otherwise. */
interface CellAside {
  readonly notes: string[];
  readonly tables: XmlElement[];
}

/** A table of several rows and columns; a smaller one arranges the text of its cell. */
function isGrid(table: XmlElement): boolean {
  const rows = rowsOf(table);
  return rows.length > 1 && rows.some((row) => cellsOf(row).length > 1);
}

interface DocxCell extends SpannedCell {
  readonly colSpan: number;
  rowSpan: number;
  readonly continues: boolean;
  readonly restarts: boolean;
}

/** Rows and cells may be wrapped in content controls and tracked changes. */
function rowsOf(table: XmlElement): XmlElement[] {
  return elementsOf(table).flatMap((it) =>
    it.name === 'tr' ? [it] : it.name === 'sdt' || it.name === 'sdtContent' ? rowsOf(it) : [],
  );
}

function cellsOf(row: XmlElement): XmlElement[] {
  return elementsOf(row).flatMap((it) =>
    it.name === 'tc' ? [it] : it.name === 'sdt' || it.name === 'sdtContent' ? cellsOf(it) : [],
  );
}

/** Word says of each covered cell that it continues the one above; the grid wants the height of the first. */
function spanRows(grid: readonly (readonly DocxCell[])[]): void {
  const open = new Map<number, DocxCell>();
  for (const row of grid) {
    let column = 0;
    for (const cell of row) {
      const above = open.get(column);
      if (cell.continues && above !== undefined) above.rowSpan += 1;
      else if (cell.restarts) open.set(column, cell);
      else open.delete(column);
      column += cell.colSpan;
    }
  }
}
