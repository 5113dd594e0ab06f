import type { RecognisedPicture, RecognitionRequest, TextRecogniser } from '@mingda/files';

/** Pictures of a turn: a page takes about a second, and opening a large file again costs far less than that. */
const picturesPerTurn = 8;

/**
 * Lets files take turns at a reader that does one after the other, a few pictures each: a scan of 900 pages must not
 * keep a photo waiting for a quarter of an hour.
 */
export class TurnTakingReader implements TextRecogniser {
  readonly #reader: TextRecogniser;

  constructor(reader: TextRecogniser) {
    this.#reader = reader;
  }

  async read(
    request: RecognitionRequest,
    run: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal | undefined } = {},
  ): Promise<ReadonlyMap<string, RecognisedPicture>> {
    const total = request.wanted.length;
    const read = new Map<string, RecognisedPicture>();
    for (let from = 0; from < total; from += picturesPerTurn) {
      const wanted = request.wanted.slice(from, from + picturesPerTurn);
      const turn = await this.#reader.read(
        { ...request, wanted },
        { signal: run.signal, onProgress: (done) => run.onProgress?.(from + done, total) },
      );
      for (const [key, picture] of turn) read.set(key, picture);
    }
    return read;
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}
