import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PdfKit from 'pdfkit';
import type { KnownDocument, Layout } from './known-document.ts';

const require = createRequire(import.meta.url);
const hans = join(dirname(require.resolve('@embedpdf/fonts-sc')), '..', 'fonts');

export type Face = 'text' | 'other' | 'bold';

const faces: Record<'zh' | 'en', Record<Face, string>> = {
  zh: {
    text: join(hans, 'NotoSansHans-Regular.otf'),
    other: join(hans, 'NotoSansHans-Light.otf'),
    bold: join(hans, 'NotoSansHans-Bold.otf'),
  },
  en: { text: 'Times-Roman', other: 'Helvetica', bold: 'Helvetica-Bold' },
};

const a4 = { width: 595, height: 842 };
const margin = 64;
const gutter = 24;

export interface Area {
  readonly x: number;
  readonly width: number;
}

/** Fills pages line by line, column after column, and draws what stands on every page. */
export class PdfFlow {
  readonly doc: PDFKit.PDFDocument;
  readonly #known: KnownDocument;
  readonly #layout: Layout;
  readonly #size: { readonly width: number; readonly height: number };
  /** Notes wait for the foot of their page. */
  #notes: { text: string; height: number }[] = [];
  #column = 0;
  #top = margin + 10;
  #pages = 0;
  y = 0;

  constructor(known: KnownDocument, layout: Layout) {
    this.#known = known;
    this.#layout = layout;
    this.#size = layout.isTurned ? { width: a4.height, height: a4.width } : a4;
    this.doc = new PdfKit({
      autoFirstPage: false,
      size: [a4.width, a4.height],
      margin: 0,
      info: { Title: known.title },
    });
    this.#newPage();
  }

  get #width(): number {
    return this.#size.width - 2 * margin;
  }

  get area(): Area {
    const { columns } = this.#layout;
    const width = (this.#width - (columns - 1) * gutter) / columns;
    return { x: margin + this.#column * (width + gutter), width };
  }

  get bottom(): number {
    const notes = this.#notes.reduce((sum, it) => sum + it.height, 0);
    return this.#size.height - margin - 16 - (notes === 0 ? 0 : notes + 10);
  }

  face(face: Face, size: number): void {
    this.doc.font(faces[this.#known.lang][face]).fontSize(size);
  }

  /** Makes room for so many points, in the next column or on the next page where they do not fit. Says if it did. */
  reserve(height: number): boolean {
    if (this.y + height <= this.bottom) return false;
    this.#column += 1;
    this.y = this.#top;
    if (this.#column >= this.#layout.columns) {
      this.#drawNotes();
      this.#newPage();
    }
    return true;
  }

  /** Over all columns; what follows is set below it in columns. */
  across(text: string, size: number): void {
    this.face('bold', size);
    this.doc.text(text, margin, this.y, { lineBreak: false });
    this.y += size * 2.2;
    this.#top = this.y;
  }

  /** Lines of the present column; the last of a paragraph is not stretched. */
  lines(lines: readonly string[], wish: { size: number; indent?: number; isJustified?: boolean }): void {
    const { size, indent = 0, isJustified = false } = wish;
    lines.forEach((line, at) => {
      this.reserve(size * 1.5);
      const { x, width } = this.area;
      const gaps = line.split(' ').length - 1;
      const free = width - indent - this.doc.widthOfString(line);
      const wordSpacing = isJustified && at < lines.length - 1 && gaps > 3 ? free / gaps : 0;
      this.doc.text(line, x + indent, this.y, { lineBreak: false, wordSpacing });
      this.y += size * 1.5;
    });
  }

  wrap(text: string, width: number): string[] {
    const pieces = this.#known.lang === 'zh' ? chinesePieces(text) : (text.match(/\S+\s*/g) ?? []);
    const lines: string[] = [];
    let line = '';
    for (const piece of pieces) {
      if (line !== '' && this.doc.widthOfString((line + piece).trimEnd()) > width) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += piece;
    }
    return line.trim() === '' ? lines : [...lines, line.trimEnd()];
  }

  note(text: string): void {
    this.face('text', 8);
    this.#notes.push({ text, height: this.wrap(text, this.#width).length * 12 });
  }

  async end(): Promise<Buffer> {
    this.#drawNotes();
    const pieces: Buffer[] = [];
    this.doc.on('data', (piece: Buffer) => pieces.push(piece));
    const ended = new Promise<void>((resolve) => {
      this.doc.on('end', resolve);
    });
    this.doc.end();
    await ended;
    return Buffer.concat(pieces);
  }

  #newPage(): void {
    this.doc.addPage();
    this.#pages += 1;
    if (this.#pages > 1) this.#top = margin + 10;
    [this.#column, this.y] = [0, this.#top];
    const { width, height } = this.#size;
    if (this.#layout.isTurned) {
      Object.assign((this.doc.page as unknown as { dictionary: { data: object } }).dictionary.data, { Rotate: 90 });
      this.doc.transform(0, -1, 1, 0, 0, a4.height);
    }
    this.face('text', 9);
    this.doc.text(this.#known.runningHead, margin, 30, { lineBreak: false });
    this.doc.text(this.#known.runningFoot, margin, height - 40, { lineBreak: false });
    const number = this.#known.lang === 'zh' ? `第 ${this.#pages} 页` : `Page ${this.#pages}`;
    this.doc.text(number, width - margin - 50, height - 40, { lineBreak: false });
  }

  #drawNotes(): void {
    if (this.#notes.length === 0) return;
    let y = this.#size.height - margin - 16 - this.#notes.reduce((sum, it) => sum + it.height, 0);
    this.doc
      .moveTo(margin, y - 6)
      .lineTo(margin + 120, y - 6)
      .lineWidth(0.5)
      .stroke();
    this.face('text', 8);
    for (const { text } of this.#notes) {
      for (const line of this.wrap(text, this.#width)) {
        this.doc.text(line, margin, y, { lineBreak: false });
        y += 12;
      }
    }
    this.#notes = [];
  }
}

/** Marks do not begin a line. */
function chinesePieces(text: string): string[] {
  return text.match(/(?:[\dA-Za-z.,%-]+|.)[，。、；：！？）》”]*/gu) ?? [];
}
