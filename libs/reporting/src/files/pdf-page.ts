import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSync, type Font } from 'fontkit';
import PdfKit from 'pdfkit';

const fontFolder = fileURLToPath(new URL('../fonts', import.meta.resolve('@embedpdf/fonts-sc')));
const fontFiles = { regular: 'NotoSansHans-Regular.otf', bold: 'NotoSansHans-Bold.otf' } as const;
export type Weight = keyof typeof fontFiles;

export const colours = {
  ink: '#1f2933',
  muted: '#616e7c',
  line: '#d8dee5',
  head: '#f0f3f7',
  good: '#1b7f4d',
  bad: '#b3261e',
} as const;

/** A4 in points; the margin at the bottom holds the page number. */
const margins = { top: 48, bottom: 56, left: 46, right: 46 } as const;
const placeholder = '\u25A1';

let coverage: Font | undefined;

/** Covers what is in no font with a square that is: a missing sign must be seen, not guessed. */
export function printable(text: string): string {
  coverage ??= openSync(join(fontFolder, fontFiles.regular)) as Font;
  const font = coverage;
  return [...text.replace(/\p{Cf}|\p{Variation_Selector}/gu, '')]
    .map((sign) => (sign === '\n' || font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0) ? sign : placeholder))
    .join('');
}

export interface TextStyle {
  readonly size: number;
  readonly weight?: Weight;
  readonly colour?: string;
}

/** A document that is written from top to bottom; `y` is where the next part begins, in points. */
export class PdfPage {
  readonly doc: PDFKit.PDFDocument;
  readonly left = margins.left;
  readonly width: number;

  constructor(info: { title: string; language: string }) {
    this.doc = new PdfKit({
      size: 'A4',
      margins: { ...margins },
      bufferPages: true,
      lang: info.language,
      info: { Title: info.title, Creator: 'Mingda', Producer: 'Mingda' },
    });
    for (const [weight, file] of Object.entries(fontFiles)) this.doc.registerFont(weight, join(fontFolder, file));
    this.width = this.doc.page.width - margins.left - margins.right;
  }

  get y(): number {
    return this.doc.y;
  }

  set y(value: number) {
    this.doc.y = value;
  }

  get bottom(): number {
    return this.doc.page.height - margins.bottom;
  }

  /** Starts a new page unless this much is left. @returns whether it did */
  ensure(height: number): boolean {
    if (this.y + height <= this.bottom) return false;
    this.doc.addPage();
    this.y = margins.top;
    return true;
  }

  /** Sets font and colour for measuring and writing. */
  style({ size, weight = 'regular', colour = colours.ink }: TextStyle): PDFKit.PDFDocument {
    return this.doc.font(weight).fontSize(size).fillColor(colour);
  }

  height(text: string, style: TextStyle, width = this.width): number {
    return this.style(style).heightOfString(text, { width, lineGap: 1.5 });
  }

  /** A paragraph that is kept whole. */
  paragraph(text: string, style: TextStyle, options: { indent?: number; after?: number } = {}): void {
    const { indent = 0, after = 4 } = options;
    const content = printable(text);
    const width = this.width - indent;
    const height = this.height(content, style, width);
    this.ensure(height);
    const { y } = this;
    this.style(style).text(content, this.left + indent, y, { width, lineGap: 1.5 });
    this.y = y + height + after;
  }

  /** Stays with at least `follow` points of what comes after it. */
  heading(text: string, level: 2 | 3, follow = 60): void {
    const size = level === 2 ? 14 : 11;
    const before = level === 2 ? 16 : 8;
    this.ensure(before + size * 1.6 + follow);
    if (this.y > margins.top + 1) this.y += before;
    this.paragraph(text, { size, weight: 'bold' }, { after: level === 2 ? 3 : 4 });
    if (level === 2) {
      this.rule();
      this.y += 6;
    }
  }

  bullet(text: string, style: TextStyle): void {
    const content = printable(text);
    this.ensure(this.height(content, style, this.width - 14));
    const { y } = this;
    this.style(style).text('•', this.left + 2, y, { lineBreak: false });
    this.y = y;
    this.paragraph(text, style, { indent: 14 });
  }

  rule(): void {
    this.doc
      .moveTo(this.left, this.y)
      .lineTo(this.left + this.width, this.y)
      .lineWidth(0.8)
      .strokeColor(colours.line)
      .stroke();
  }

  /** Writes a line at the foot of every page and closes the document. */
  async finish(footer: (page: number, pages: number) => { left: string; right: string }): Promise<Uint8Array> {
    const { start, count } = this.doc.bufferedPageRange();
    for (let index = 0; index < count; index += 1) {
      this.doc.switchToPage(start + index);
      // Text below the margin would start a new page.
      this.doc.page.margins.bottom = 0;
      const { left, right } = footer(index + 1, count);
      const y = this.doc.page.height - 36;
      this.style({ size: 8, colour: colours.muted });
      this.doc.text(printable(left), this.left, y, { width: this.width * 0.75, height: 12, ellipsis: true });
      this.doc.text(right, this.left, y, { width: this.width, align: 'right' });
    }
    const parts: Buffer[] = [];
    this.doc.on('data', (part: Buffer) => parts.push(part));
    const ended = new Promise<void>((resolve, reject) => {
      this.doc.on('end', resolve);
      this.doc.on('error', reject);
    });
    this.doc.end();
    await ended;
    return Buffer.concat(parts);
  }
}
