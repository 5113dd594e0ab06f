import type { Block } from '@mingda/contracts';
import type { DocumentBuilder, Place } from '../../document/document-builder.ts';
import type { SpannedCell } from '../../tables/table-rows.ts';
import { child, childrenOf, descendants, elementsOf, numberOf, textOfElement } from '../../xml/xml-query.ts';
import type { XmlElement } from '../../xml/xml-reader.ts';

interface SlideSize {
  readonly width: number;
  readonly height: number;
}

const titles = new Set(['title', 'ctrTitle']);
const furniture = new Set(['sldNum', 'dt', 'ftr', 'hdr', 'sldImg']);
const maxNesting = 20;

/** The shapes of one slide as blocks: the title first, the others in the order that screen readers follow. */
export class SlideReader {
  readonly #builder: DocumentBuilder;
  readonly #page: number;
  readonly #size: SlideSize;

  constructor(builder: DocumentBuilder, page: number, size: SlideSize) {
    this.#builder = builder;
    this.#page = page;
    this.#size = size;
  }

  read(tree: XmlElement | undefined): void {
    const shapes = elementsOf(tree);
    const title = shapes.find((shape) => titles.has(placeholderOf(shape) ?? ''));
    if (title !== undefined) this.#builder.heading(1, linesOf(title).join(' '), this.#placeOf(title, true));
    for (const shape of shapes) if (shape !== title) this.#shape(shape, 0);
  }

  readNotes(tree: XmlElement | undefined): void {
    for (const shape of descendants(tree, 'sp')) {
      if (placeholderOf(shape) === 'body') this.#builder.paragraph(linesOf(shape).join('\n'), { page: this.#page });
    }
  }

  #shape(shape: XmlElement, depth: number): void {
    if (depth > maxNesting) return;
    if (shape.name === 'grpSp') {
      for (const it of elementsOf(shape)) this.#shape(it, depth + 1);
    } else if (shape.name === 'AlternateContent') {
      for (const it of elementsOf(child(shape, 'Choice') ?? child(shape, 'Fallback'))) this.#shape(it, depth + 1);
    } else if (shape.name === 'graphicFrame') {
      this.#tables(shape, depth === 0);
    } else if (shape.name === 'sp' && !furniture.has(placeholderOf(shape) ?? '')) {
      this.#text(shape, this.#placeOf(shape, depth === 0));
    }
  }

  #text(shape: XmlElement, place: Place): void {
    const placeholder = placeholderOf(shape);
    if (titles.has(placeholder ?? '')) {
      this.#builder.heading(2, linesOf(shape).join(' '), place);
      return;
    }
    const paragraphs = childrenOf(child(shape, 'txBody'), 'p');
    const isList = placeholder === 'body' || placeholder === 'obj' || placeholder === '';
    for (const paragraph of paragraphs) {
      const text = textOfParagraph(paragraph);
      const hasBullet = bulletOf(paragraph) ?? (isList && paragraphs.length > 1);
      if (hasBullet) this.#builder.listItem(text, place);
      else this.#builder.paragraph(text, place);
    }
  }

  #tables(frame: XmlElement, isTop: boolean): void {
    for (const table of descendants(frame, 'tbl')) {
      const rows = childrenOf(table, 'tr').map((row) =>
        childrenOf(row, 'tc')
          .filter((cell) => cell.attributes['hMerge'] !== '1' && cell.attributes['vMerge'] !== '1')
          .map((cell): SpannedCell => ({
            text: childrenOf(child(cell, 'txBody'), 'p').map(textOfParagraph).join('\n'),
            colSpan: numberOf(cell.attributes['gridSpan']) ?? 1,
            rowSpan: numberOf(cell.attributes['rowSpan']) ?? 1,
          })),
      );
      const named =
        child(table, 'tblPr')?.attributes['firstRow'] === '1' && rows.length > 1 && !isSpread(rows[0] ?? []);
      this.#builder.table({ rows, ...(named ? { headerRows: 1 } : {}) }, this.#placeOf(frame, isTop));
    }
  }

  /** Shapes in groups have coordinates of their own; only top-level ones are placed. */
  #placeOf(shape: XmlElement, isTop: boolean): Place {
    const frame = child(shape, 'spPr', 'xfrm') ?? child(shape, 'xfrm');
    const offset = child(frame, 'off')?.attributes;
    const extent = child(frame, 'ext')?.attributes;
    const [x, y] = [numberOf(offset?.['x']), numberOf(offset?.['y'])];
    const [width, height] = [numberOf(extent?.['cx']), numberOf(extent?.['cy'])];
    if (!isTop || x === undefined || y === undefined || width === undefined || height === undefined)
      return { page: this.#page };
    const share = (value: number, whole: number): number => Math.min(1, Math.max(0, value / whole));
    const box: NonNullable<Block['box']> = [
      share(x, this.#size.width),
      share(y, this.#size.height),
      share(x + width, this.#size.width),
      share(y + height, this.#size.height),
    ];
    return { page: this.#page, box };
  }
}

/** A first row with merged cells is a caption or one of several header rows: to be found by looking. */
function isSpread(row: readonly SpannedCell[]): boolean {
  return row.some((cell) => (cell.colSpan ?? 1) > 1);
}

/** The kind of placeholder; empty when it names none (its default is an object), undefined for a free shape. */
function placeholderOf(shape: XmlElement): string | undefined {
  const placeholder = child(shape, 'nvSpPr', 'nvPr', 'ph');
  return placeholder === undefined ? undefined : (placeholder.attributes['type'] ?? '');
}

function bulletOf(paragraph: XmlElement): boolean | undefined {
  const properties = child(paragraph, 'pPr');
  if (child(properties, 'buNone') !== undefined) return false;
  const marked = child(properties, 'buChar') ?? child(properties, 'buAutoNum') ?? child(properties, 'buBlip');
  return marked === undefined ? undefined : true;
}

function linesOf(shape: XmlElement): string[] {
  return childrenOf(child(shape, 'txBody'), 'p')
    .map(textOfParagraph)
    .filter((line) => line.trim() !== '');
}

function textOfParagraph(paragraph: XmlElement): string {
  return elementsOf(paragraph)
    .map((it) =>
      it.name === 'br'
        ? '\n'
        : it.name === 'r' || it.name === 'fld'
          ? textOfElement(child(it, 't'))
          : descendants(it, 't').map(textOfElement).join(''),
    )
    .join('');
}
