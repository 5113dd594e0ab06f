import type { KnownDocument } from './known-document.ts';

export interface MadeFile {
  readonly bytes: Buffer;
  /** The document in the order in which the file is read: notes may stand apart from what they belong to. */
  readonly read: KnownDocument;
}
