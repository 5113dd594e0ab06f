import type { VersionState } from '@mingda/contracts';

type Write = (state: VersionState, progress: number) => Promise<void>;

const everyMs = 250;

/**
 * Where an ingestion stands, written at most a few times a second: a short document is through all stages before anyone
 * could look, and its progress would cost as many statements as its chunks. What was told last is always written in the
 * end, also when the job then stays where it is.
 */
export class StageProgress {
  readonly #write: Write;
  #told: { readonly state: VersionState; readonly progress: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(write: Write) {
    this.#write = write;
  }

  tell(state: VersionState, progress: number): void {
    this.#told = { state, progress };
    this.#timer ??= setTimeout(() => this.#flush(), everyMs);
  }

  /** Nothing is written from now on; what is being written has arrived. @throws what a write has thrown */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#told = undefined;
    await this.#writing;
  }

  #flush(): void {
    this.#timer = undefined;
    const told = this.#told;
    this.#told = undefined;
    if (told === undefined) return;
    this.#writing = this.#writing.then(() => this.#write(told.state, told.progress));
    // The failure is met by `end`; until then it is nobody's unhandled one.
    this.#writing.catch(() => undefined);
  }
}
