import type { DocumentBuilder } from '../../document/document-builder.ts';
import type { Line, PageElement, PageLayout } from './page-layout.ts';
import { joinWrapped, paragraphsOf, type TextBlock, type Typography } from './paragraphs.ts';
import { TableContinuation } from './table-continuation.ts';

interface Held {
  readonly block: TextBlock;
  readonly page: number;
  readonly box: [number, number, number, number];
}

/** Writes pages one after the other and mends what page breaks cut: paragraphs and tables. */
export class PageWriter {
  readonly #builder: DocumentBuilder;
  readonly #typography: Typography;
  readonly #continuation = new TableContinuation();
  /** The last paragraph, until it is known whether the next page goes on with it. */
  #held: Held | undefined;
  readonly #counts = new Map<number, { characters: number; tableCharacters: number }>();

  constructor(builder: DocumentBuilder, typography: Typography) {
    this.#builder = builder;
    this.#typography = typography;
  }

  write(page: PageLayout): void {
    if (page.elements.length === 0) return;
    let lines: Line[] = [];
    page.elements.forEach((element: PageElement, at) => {
      if (element.kind === 'line') {
        lines.push(element.line);
        return;
      }
      this.#lines(lines, page);
      lines = [];
      this.#release();
      const rows = this.#continuation.rowsOf(element.table, {
        isFirst: at === 0,
        isLast: at === page.elements.length - 1,
      });
      const boxes = [...rows.added.map(() => undefined), ...element.table.bounds.map((rect) => page.toBox(rect))];
      const grid = { rows: [...rows.added, ...element.table.rows], boxes, ...rows.header };
      const characters = this.#builder.table(grid, { page: page.number, box: page.toBox(element.table) });
      this.#count(page.number, characters, characters);
    });
    this.#lines(lines, page);
    this.#continuation.endPage();
  }

  finish(): void {
    this.#release();
  }

  /** Characters that stand on a page, for its report. */
  countOn(page: number): { characters: number; tableCharacters: number } {
    return this.#counts.get(page) ?? { characters: 0, tableCharacters: 0 };
  }

  #lines(lines: readonly Line[], page: PageLayout): void {
    for (const block of paragraphsOf(lines, this.#typography)) {
      this.#count(page.number, block.text.length, 0);
      const held = this.#held;
      if (held !== undefined && held.page < page.number && goesOn(held.block, block)) {
        const text = joinWrapped([held.block.text, block.text], this.#typography.isHyphenated);
        this.#held = { ...held, block: { ...held.block, text, isOpen: block.isOpen } };
        continue;
      }
      this.#release();
      this.#held = { block, page: page.number, box: page.toBox(block.rect) };
    }
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    const place = { page: held.page, box: held.box };
    if (held.block.kind === 'heading') this.#builder.heading(held.block.level, held.block.text, place);
    else if (held.block.kind === 'list-item') this.#builder.listItem(held.block.text, place);
    else this.#builder.paragraph(held.block.text, place);
  }

  #count(page: number, characters: number, tableCharacters: number): void {
    const count = this.countOn(page);
    this.#counts.set(page, {
      characters: count.characters + characters,
      tableCharacters: count.tableCharacters + tableCharacters,
    });
  }
}

/** The rest of a sentence: it starts at the edge, and in small letters where the script has them. */
function goesOn(above: TextBlock, block: TextBlock): boolean {
  return above.isOpen && block.kind === 'paragraph' && block.isFlush && !/^[\p{Lu}]/u.test(block.text);
}
