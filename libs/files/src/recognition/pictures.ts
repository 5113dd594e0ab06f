import type { RecognisedPicture, WantedPicture } from './recognition.ts';

/**
 * The pictures of one file. A parser asks for the text of each; in the first pass nothing is known and the asking is
 * noted, in the second the text is there.
 */
export class Pictures {
  readonly #known: ReadonlyMap<string, RecognisedPicture>;
  readonly #wanted = new Map<string, WantedPicture>();

  constructor(known: ReadonlyMap<string, RecognisedPicture> = new Map()) {
    this.#known = known;
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
    return [...this.#wanted.values()];
  }

  #ask(wanted: WantedPicture): RecognisedPicture | undefined {
    const known = this.#known.get(wanted.key);
    if (known === undefined) this.#wanted.set(wanted.key, wanted);
    return known;
  }
}
