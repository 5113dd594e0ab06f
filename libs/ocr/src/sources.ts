import { readZipPart, type WantedPicture } from '@mingda/files';
import { decodePicture, type Picture } from './picture.ts';
import { PdfPages } from './pdf-pages.ts';

/** Pictures of one file: pages of a PDF, pictures packed into a document, or the file itself. */
export class PictureSources {
  readonly #content: Buffer;
  #pdf: Promise<PdfPages> | undefined;

  constructor(content: Buffer) {
    this.#content = content;
  }

  async open(wanted: WantedPicture): Promise<Picture> {
    if (wanted.kind === 'page') {
      this.#pdf ??= PdfPages.open(this.#content);
      return (await this.#pdf).render(wanted.page);
    }
    const bytes = wanted.kind === 'part' ? await readZipPart(this.#content, wanted.part) : this.#content;
    return decodePicture(bytes);
  }

  async close(): Promise<void> {
    await (await this.#pdf)?.close();
  }
}
