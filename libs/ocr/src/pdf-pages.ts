import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/pdf.js';
import type { Picture } from './picture.ts';

const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
const pointsPerInch = 72;
/** Small print of 7 points is then 30 pixels high, as much as the reader uses. */
const dotsPerInch = 300;
/** A poster is drawn with fewer dots instead of as a picture of a gigabyte. */
const maxPixels = 30_000_000;

/** Draws pages of a PDF as a printer would. */
export class PdfPages {
  readonly #document: PDFDocumentProxy;
  readonly #close: () => Promise<void>;

  private constructor(document: PDFDocumentProxy, close: () => Promise<void>) {
    this.#document = document;
    this.#close = close;
  }

  static async open(content: Buffer, password?: string): Promise<PdfPages> {
    const library = await import('pdfjs-dist/legacy/build/pdf.mjs');
    const task = library.getDocument({
      data: new Uint8Array(content),
      ...(password === undefined ? {} : { password }),
      cMapUrl: join(folder, 'cmaps') + sep,
      cMapPacked: true,
      standardFontDataUrl: join(folder, 'standard_fonts') + sep,
      wasmUrl: join(folder, 'wasm') + sep,
      useWorkerFetch: false,
      useSystemFonts: false,
      disableFontFace: true,
      isOffscreenCanvasSupported: false,
      maxImageSize: 100_000_000,
      verbosity: library.VerbosityLevel.ERRORS,
    });
    return new PdfPages(await task.promise, () => task.destroy());
  }

  async render(number: number): Promise<Picture> {
    const page = await this.#document.getPage(number);
    const plain = page.getViewport({ scale: 1 });
    const wanted = dotsPerInch / pointsPerInch;
    const scale = Math.min(wanted, Math.sqrt(maxPixels / (plain.width * plain.height)));
    const viewport = page.getViewport({ scale });
    const canvas = createCanvas(Math.max(1, Math.ceil(viewport.width)), Math.max(1, Math.ceil(viewport.height)));
    await page.render({ canvas: canvas as unknown as HTMLCanvasElement, viewport, background: 'white' }).promise;
    page.cleanup();
    return { source: canvas, width: canvas.width, height: canvas.height };
  }

  close(): Promise<void> {
    return this.#close();
  }
}
