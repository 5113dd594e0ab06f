/** What the embedded database's thread is started with. */
export interface EmbeddedWorkerData {
  readonly folder: string;
}

/** Messages to the thread. `connection` counts the connections, so that a late byte of a closed one is dropped. */
export type EmbeddedRequest =
  | { readonly kind: 'connect'; readonly connection: number }
  | { readonly kind: 'bytes'; readonly connection: number; readonly bytes: Uint8Array }
  | { readonly kind: 'close' };

/** Messages from the thread. */
export type EmbeddedReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'bytes'; readonly connection: number; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'closed' };
