import type { InnerFiles, RecognisedPicture, WantedPicture } from './recognition.ts';

interface Asked {
  readonly wanted: Map<string, WantedPicture>;
  readonly inner: Map<string, Uint8Array>;
  files: number;
}

/**
 * The pictures of one file and of the files inside it. A parser asks for the text of each; in the first pass nothing is
 * known and the asking is noted, in the second the text is there.
 */
export class Pictures {
  readonly #known: ReadonlyMap<string, RecognisedPicture>;
  readonly #asked: Asked;
  /** The file inside that these are of. */
  readonly #file: { readonly name: string; readonly bytes: Uint8Array } | undefined;

  constructor(
    known: ReadonlyMap<string, RecognisedPicture> = new Map(),
    asked: Asked = { wanted: new Map(), inner: new Map(), files: 0 },
    file?: { readonly name: string; readonly bytes: Uint8Array },
  ) {
    this.#known = known;
    this.#asked = asked;
    this.#file = file;
  }

  /** The pictures of a file inside. Files are numbered as they are met, which both passes do in one order. */
  inside({ fileName, bytes }: { readonly fileName: string; readonly bytes: Uint8Array }): Pictures {
    this.#asked.files += 1;
    return new Pictures(this.#known, this.#asked, { name: `${this.#asked.files} ${fileName}`, bytes });
  }

  page(page: number): RecognisedPicture | undefined {
    return this.#ask({ key: `page ${page}`, kind: 'page', page });
  }

  part(part: string): RecognisedPicture | undefined {
    return this.#ask({ key: part, kind: 'part', part });
  }

  file(): RecognisedPicture | undefined {
    return this.#ask({ key: 'file', kind: 'file' });
  }

  get wanted(): readonly WantedPicture[] {
    return [...this.#asked.wanted.values()];
  }

  get inner(): InnerFiles {
    return this.#asked.inner;
  }

  #ask(wish: WantedPicture): RecognisedPicture | undefined {
    const key = this.#file === undefined ? wish.key : `${this.#file.name}: ${wish.key}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#file === undefined) {
      this.#asked.wanted.set(key, wish);
    } else {
      const { name, bytes } = this.#file;
      this.#asked.wanted.set(key, { ...wish, key, file: name });
      // A copy: it leaves this thread, and the bytes may lie in a larger buffer.
      if (!this.#asked.inner.has(name)) this.#asked.inner.set(name, Uint8Array.from(bytes));
    }
    return undefined;
  }
}
