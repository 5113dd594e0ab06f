import { readZipPart, type RecognitionRequest, type WantedPicture } from '@mingda/files';
import { decodePicture, type Picture } from './picture.ts';
import { PdfPages } from './pdf-pages.ts';

/** Pictures of one file and of the files inside it: pages of a PDF, pictures packed into a document, or a file itself. */
export class PictureSources {
  readonly #request: RecognitionRequest;
  readonly #pdfs = new Map<string, Promise<PdfPages>>();

  constructor(request: RecognitionRequest) {
    this.#request = request;
  }

  async open(wanted: WantedPicture): Promise<Picture> {
    const content = this.#contentOf(wanted.file);
    if (wanted.kind === 'page') return (await this.#pdf(wanted.file, content)).render(wanted.page);
    return decodePicture(wanted.kind === 'part' ? await readZipPart(content, wanted.part) : content);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pdfs.values()].map(async (pdf) => (await pdf).close()));
  }

  #contentOf(file: string | undefined): Buffer {
    const { content, inner } = this.#request;
    const bytes = file === undefined ? content : (inner?.get(file) ?? new Uint8Array());
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #pdf(file: string | undefined, content: Buffer): Promise<PdfPages> {
    const key = file ?? '';
    const opened = this.#pdfs.get(key) ?? PdfPages.open(content, this.#request.password);
    this.#pdfs.set(key, opened);
    return opened;
  }
}
