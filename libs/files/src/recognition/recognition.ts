/** A line of text found on a picture. */
export interface RecognisedLine {
  readonly text: string;
  /** Mean probability of its characters, 0-1. */
  readonly confidence: number;
  /** Left, top, right, bottom as shares (0-1) of the picture as it was read, that is after its turns. */
  readonly box: readonly [number, number, number, number];
  /** Of the line itself against the horizontal, clockwise, in radians; its box is the upright rectangle around it. */
  readonly angle: number;
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
export type WantedPicture = {
  readonly key: string;
  /** A file inside the file, such as a mail's attachment, by its name in `InnerFiles`. */
  readonly file?: string;
} & (
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'part'; readonly part: string }
  | { readonly kind: 'file' }
);

export type InnerFiles = ReadonlyMap<string, Uint8Array>;

export interface RecognitionRequest {
  readonly content: Uint8Array;
  readonly wanted: readonly WantedPicture[];
  readonly inner?: InnerFiles;
  /** Opens the file where it is protected. */
  readonly password?: string;
}

/** Reads text off pictures. What it cannot read is missing from the result. */
export interface TextRecogniser {
  read(
    request: RecognitionRequest,
    run?: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal | undefined },
  ): Promise<ReadonlyMap<string, RecognisedPicture>>;
  close(): Promise<void>;
}
