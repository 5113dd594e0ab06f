import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { MingdaError } from '@mingda/platform';
import type { PDFDocumentProxy, PDFWorker } from 'pdfjs-dist/types/src/pdf.js';
import { followedOps } from './drawn-rules.ts';
import { LibraryPort, type PdfLibrary } from './library-port.ts';

export interface PdfSource {
  readonly library: PdfLibrary;
  readonly document: PDFDocumentProxy;
  readonly close: () => Promise<void>;
}

/** Its reading half. It comes without types. */
interface ReadingHalf {
  readonly WorkerMessageHandler: { initializeFromPort(port: LibraryPort): void };
}
const workerModule: string = 'pdfjs-dist/legacy/build/pdf.worker.mjs';
const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/**
 * Opens a PDF in this thread: the library's own worker would be a second thread without our limits. An owner password
 * only forbids copying to polite viewers; what opens without a password is read.
 * @throws MingdaError `FILE_ENCRYPTED`, `FILE_PASSWORD_WRONG`, `FILE_CORRUPT`
 */
export async function openPdf(bytes: Buffer, password?: string): Promise<PdfSource> {
  const [library, reading] = await Promise.all([
    import('pdfjs-dist/legacy/build/pdf.mjs'),
    import(workerModule) as Promise<ReadingHalf>,
  ]);
  const port = new LibraryPort(followedOps(library.OPS));
  reading.WorkerMessageHandler.initializeFromPort(port);
  const worker = library.PDFWorker.create({ port } as unknown as Parameters<typeof PDFWorker.create>[0]);
  const close = async (): Promise<void> => {
    await task.destroy();
    worker.destroy();
  };
  const task = library.getDocument({
    worker,
    data: new Uint8Array(bytes),
    ...(password === undefined ? {} : { password }),
    cMapUrl: join(folder, 'cmaps') + sep,
    cMapPacked: true,
    standardFontDataUrl: join(folder, 'standard_fonts') + sep,
    useSystemFonts: false,
    disableFontFace: true,
    // Font names tell bold type where the fonts' flags do not.
    fontExtraProperties: true,
    useWorkerFetch: false,
    useWasm: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    // Pictures are not read: none is worth decoding.
    maxImageSize: 1,
    verbosity: library.VerbosityLevel.ERRORS,
  });
  try {
    const document = await task.promise;
    return { library, document, close };
  } catch (error) {
    await close();
    const name = error instanceof Error ? error.name : '';
    if (name === 'PasswordException') {
      if (password !== undefined) throw new MingdaError('FILE_PASSWORD_WRONG', { cause: error });
      const fixes = ['enter its password', 'remove the password and upload the file again'];
      throw new MingdaError('FILE_ENCRYPTED', { cause: error, fixes });
    }
    throw new MingdaError('FILE_CORRUPT', {
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}
