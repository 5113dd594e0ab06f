import type { RecognisedPicture, RecognitionRequest } from '@mingda/files';

/** To the reading process: one file with the pictures wanted of it. */
export interface ReadRequest extends RecognitionRequest {
  readonly id: number;
}

/** From it: each picture as soon as it is read, then the end. */
export type ReadReply =
  | { readonly id: number; readonly key: string; readonly picture: RecognisedPicture }
  | { readonly id: number; readonly key: string; readonly failure: string }
  | { readonly id: number; readonly done: true };
