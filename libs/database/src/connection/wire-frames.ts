const LENGTH_BYTES = 4;
const SYNC = 0x53;
const QUERY = 0x51;
const FLUSH = 0x48;
const TERMINATE = 0x58;

/** A run of messages that the database must see together, because it answers at the last one. */
export interface WireBatch {
  readonly kind: 'startup' | 'messages' | 'terminate';
  readonly bytes: Uint8Array;
}

/**
 * Cuts a client's byte stream into batches that end with a message the database answers: Sync, Query or Flush
 * (PostgreSQL documentation, "Message Formats"). The first message of a connection carries no type byte.
 */
export class WireFrames {
  #pending: Buffer = Buffer.alloc(0);
  #scanned = 0;
  #started = false;

  push(chunk: Uint8Array): WireBatch[] {
    this.#pending = this.#pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#pending, chunk]);
    const batches: WireBatch[] = [];
    for (let batch = this.#next(); batch !== undefined; batch = this.#next()) batches.push(batch);
    return batches;
  }

  #next(): WireBatch | undefined {
    if (!this.#started) {
      if (this.#pending.length < LENGTH_BYTES) return undefined;
      const length = this.#pending.readInt32BE(0);
      if (this.#pending.length < length) return undefined;
      this.#started = true;
      return { kind: 'startup', bytes: this.#take(length) };
    }
    while (this.#pending.length >= this.#scanned + 1 + LENGTH_BYTES) {
      const type = this.#pending[this.#scanned];
      const end = this.#scanned + 1 + this.#pending.readInt32BE(this.#scanned + 1);
      if (this.#pending.length < end) return undefined;
      if (type === TERMINATE) return { kind: 'terminate', bytes: this.#take(end) };
      if (type === SYNC || type === QUERY || type === FLUSH) return { kind: 'messages', bytes: this.#take(end) };
      this.#scanned = end;
    }
    return undefined;
  }

  #take(length: number): Uint8Array {
    const bytes = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    this.#scanned = 0;
    return bytes;
  }
}
