import type { Block, PageReport, ParsedDocument, ParseWarning } from '@mingda/contracts';
import { readTable, type TableGrid } from '../tables/table-rows.ts';
import { cleanCode, cleanLine, cleanText } from './clean-text.ts';

export type Place = Pick<Block, 'page' | 'box'>;

/** Collects blocks in reading order. Every text passes its cleaning here, so that no parser can store a dirty one. */
export class DocumentBuilder {
  #title: string | undefined;
  readonly #blocks: Block[] = [];
  readonly #pages: PageReport[] = [];
  readonly #warnings: ParseWarning[] = [];
  #tables = 0;

  /** The first title given stands. */
  title(text: string | undefined): void {
    const title = cleanLine(text ?? '');
    if (this.#title === undefined && title !== '') this.#title = title;
  }

  heading(level: number, text: string, place: Place = {}): void {
    const line = cleanLine(text);
    const bounded = Math.min(6, Math.max(1, Math.round(level)));
    if (line !== '') this.#blocks.push({ kind: 'heading', text: line, level: bounded, ...place });
  }

  paragraph(text: string, place: Place = {}): void {
    const clean = cleanText(text);
    if (clean !== '') this.#blocks.push({ kind: 'paragraph', text: clean, ...place });
  }

  listItem(text: string, place: Place = {}): void {
    const clean = cleanText(text);
    if (clean !== '') this.#blocks.push({ kind: 'list-item', text: clean, ...place });
  }

  code(text: string, place: Place = {}): void {
    const clean = cleanCode(text);
    if (clean !== '') this.#blocks.push({ kind: 'code', text: clean, ...place });
  }

  /** Captions above the grid become paragraphs, each further row one block. Returns the characters written. */
  table(grid: TableGrid, place: Place = {}): number {
    const table = readTable(grid);
    for (const caption of table.captions) this.paragraph(caption, place);
    const characters = [...table.captions, ...table.rows.map((row) => row.text)].reduce(
      (sum, text) => sum + text.length,
      0,
    );
    if (table.rows.length === 0) return characters;
    const number = this.#tables;
    this.#tables += 1;
    for (const row of table.rows) {
      const box = row.box ?? place.box;
      const at = { ...(place.page === undefined ? {} : { page: place.page }), ...(box === undefined ? {} : { box }) };
      const header = row.header === undefined ? {} : { header: [...row.header] };
      this.#blocks.push({ kind: 'table-row', text: row.text, table: number, ...header, cells: [...row.cells], ...at });
    }
    return characters;
  }

  page(report: PageReport): void {
    this.#pages.push(report);
  }

  warn(warning: ParseWarning): void {
    this.#warnings.push(warning);
  }

  /** Another document's blocks, such as those of an attachment; its pages are not this document's pages. */
  append(document: ParsedDocument): void {
    const tables = document.blocks.reduce((most, block) => Math.max(most, (block.table ?? -1) + 1), 0);
    for (const { page: _page, box: _box, ...block } of document.blocks) {
      this.#blocks.push(block.table === undefined ? block : { ...block, table: block.table + this.#tables });
    }
    this.#tables += tables;
    this.#warnings.push(...document.warnings);
  }

  finish(): ParsedDocument {
    const title = this.#title === undefined ? {} : { title: this.#title };
    return { ...title, blocks: this.#blocks, pages: this.#pages, warnings: this.#warnings };
  }
}
