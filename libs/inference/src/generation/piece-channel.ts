/** Hands values from events to one reader that takes them in order; ends or fails once. */
export class PieceChannel<T> {
  readonly #values: T[] = [];
  #ended = false;
  #error: Error | undefined;
  #wake: () => void = () => {};

  push(value: T): void {
    if (this.#ended) return;
    this.#values.push(value);
    this.#wake();
  }

  /** Values pushed before are still read; the reader then gets the error, if one is given. */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wake();
  }

  async *read(): AsyncGenerator<T> {
    for (;;) {
      const value = this.#values.shift();
      if (value !== undefined) yield value;
      else if (this.#ended) break;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#error !== undefined) throw this.#error;
  }
}
