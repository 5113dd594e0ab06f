/** Keeps how long each call of some methods took, by the name of the stage that they belong to. */
export class StageTimer {
  readonly #spent = new Map<string, number>();

  /** Measures every call of a method from now on; the object itself is changed. */
  watch<K extends string>(
    part: Record<K, (...parameters: never[]) => Promise<unknown>>,
    method: K,
    stage: string,
  ): void {
    const original = part[method].bind(part) as (...parameters: unknown[]) => Promise<unknown>;
    const timed = async (...parameters: unknown[]): Promise<unknown> => {
      const started = performance.now();
      try {
        return await original(...parameters);
      } finally {
        this.#spent.set(stage, (this.#spent.get(stage) ?? 0) + performance.now() - started);
      }
    };
    Object.defineProperty(part, method, { value: timed, configurable: true });
  }

  /** Milliseconds by stage since the last call. */
  take(): Map<string, number> {
    const spent = new Map(this.#spent);
    this.#spent.clear();
    return spent;
  }
}
