import type { Writable } from 'node:stream';

const barCells = 28;
const redrawMs = 100;
const clearLine = '\r\u001B[2K';

/** One line that redraws itself; silent where there is no terminal. */
export class ProgressBar {
  readonly #label: string;
  readonly #stream: Writable & { readonly isTTY?: boolean };
  #drawnAt = 0;

  constructor(label: string, stream: Writable & { readonly isTTY?: boolean }) {
    this.#label = label;
    this.#stream = stream;
  }

  update(done: number, total: number, detail = ''): void {
    if (this.#stream.isTTY !== true) return;
    const now = Date.now();
    if (done < total && now - this.#drawnAt < redrawMs) return;
    this.#drawnAt = now;
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const filled = Math.round(share * barCells);
    const bar = '█'.repeat(filled) + '░'.repeat(barCells - filled);
    this.#stream.write(`${clearLine}${this.#label} ${bar} ${String(Math.floor(share * 100)).padStart(3)}% ${detail}`);
  }

  /** Removes the line. */
  end(): void {
    if (this.#stream.isTTY === true) this.#stream.write(clearLine);
  }
}
