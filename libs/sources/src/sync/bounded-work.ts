/** How much is read at once. */
export interface ReadBounds {
  readonly count: number;
  readonly bytes: number;
}

interface Waiting {
  readonly bytes: number;
  readonly start: () => void;
}

/**
 * Work that runs side by side within a number and a sum of bytes. One alone may be larger than the sum: it then has the
 * bounds to itself.
 */
export class BoundedWork {
  readonly #bounds: ReadBounds;
  readonly #waiting: Waiting[] = [];
  #count = 0;
  #bytes = 0;

  constructor(bounds: ReadBounds) {
    this.#bounds = bounds;
  }

  /** Waits for room, then works. */
  async run<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.#waiting.push({ bytes, start });
      this.#startNext();
    });
    try {
      return await work();
    } finally {
      this.#count -= 1;
      this.#bytes -= bytes;
      this.#startNext();
    }
  }

  #startNext(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#count += 1;
      this.#bytes += next.bytes;
      next.start();
    }
  }

  #fits({ bytes }: Waiting): boolean {
    const { count, bytes: most } = this.#bounds;
    return this.#count === 0 || (this.#count < count && this.#bytes + bytes <= most);
  }
}
