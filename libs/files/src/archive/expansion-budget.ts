import { MingdaError } from '@mingda/platform';

/** Counts what is unpacked for one file and stops a bomb while it unpacks, whatever its headers claim. */
export class ExpansionBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  /** @throws MingdaError `FILE_LIMIT_EXPANSION` */
  take(bytes: number): void {
    this.#used += bytes;
    if (this.#used > this.#limit) {
      throw new MingdaError('FILE_LIMIT_EXPANSION', {
        detail: `It unpacks to more than ${Math.round(this.#limit / 1024 / 1024)} MiB.`,
      });
    }
  }
}
