/** A line of text found on a picture. */
export interface RecognisedLine {
  readonly text: string;
  /** Mean probability of its characters, 0-1. */
  readonly confidence: number;
  /** Left, top, right, bottom as shares (0-1) of the picture as it was read, that is after its turns. */
  readonly box: readonly [number, number, number, number];
}

export interface RecognisedPicture {
  /** Pixels, as read. */
  readonly width: number;
  readonly height: number;
  /** Quarter turns, clockwise, that brought the picture upright. */
  readonly quarterTurns: number;
  readonly lines: readonly RecognisedLine[];
}

/** A picture inside a file whose text is wanted; its key is unique in the file. */
export type WantedPicture =
  | { readonly key: string; readonly kind: 'page'; readonly page: number }
  | { readonly key: string; readonly kind: 'part'; readonly part: string }
  | { readonly key: string; readonly kind: 'file' };

/** Reads text off pictures. What it cannot read is missing from the result. */
export interface TextRecogniser {
  read(
    request: { readonly content: Uint8Array; readonly wanted: readonly WantedPicture[] },
    run?: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal | undefined },
  ): Promise<ReadonlyMap<string, RecognisedPicture>>;
  close(): Promise<void>;
}
