/** About 2 kB each. */
const mostVectors = 4000;

/**
 * Vectors of what was said lately, least recently used out first. A question is the turn before the next one, so that a
 * follow-up finds its user's words here and only what was replied is new to the model.
 */
export class TurnVectors {
  readonly #vectors = new Map<string, Float32Array>();

  get(modelKey: string, text: string): Float32Array | undefined {
    const key = keyOf(modelKey, text);
    const vector = this.#vectors.get(key);
    if (vector !== undefined) {
      this.#vectors.delete(key);
      this.#vectors.set(key, vector);
    }
    return vector;
  }

  set(modelKey: string, text: string, vector: Float32Array): void {
    this.#vectors.set(keyOf(modelKey, text), vector);
    for (const key of this.#vectors.keys()) {
      if (this.#vectors.size <= mostVectors) break;
      this.#vectors.delete(key);
    }
  }
}

const keyOf = (modelKey: string, text: string): string => `${modelKey} ${text}`;
