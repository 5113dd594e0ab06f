/**
 * Content that was fetched to find links in it and that may be wanted again soon. Only so much is held: the rest is
 * fetched once more when it is wanted.
 */
export class HeldContent {
  readonly #mostBytes: number;
  readonly #held = new Map<string, Buffer>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  hold(key: string, content: Buffer): void {
    this.take(key);
    this.#held.set(key, content);
    this.#bytes += content.length;
    for (const oldest of this.#held.keys()) {
      if (this.#bytes <= this.#mostBytes) return;
      this.take(oldest);
    }
  }

  /** Hands it over and forgets it. */
  take(key: string): Buffer | undefined {
    const content = this.#held.get(key);
    if (content === undefined) return undefined;
    this.#held.delete(key);
    this.#bytes -= content.length;
    return content;
  }
}
