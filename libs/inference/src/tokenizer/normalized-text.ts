import { segmentEnd } from './character-segments.ts';

/** Normalised text with the start of each segment in it, and the range of each segment in the original. */
export interface NormalizedText {
  readonly text: string;
  readonly normalizedStarts: readonly number[];
  readonly originalStarts: readonly number[];
  readonly originalEnds: readonly number[];
}

const cacheLimit = 20_000;

/**
 * Normalises character by character (each with the marks that combine with it) and remembers where every piece came
 * from. Case is folded without context, as the reference tokenizers do: a final sigma stays an ordinary sigma.
 */
export class TextNormalizer {
  readonly #normalize: (segment: string) => string;
  readonly #cache = new Map<string, string>();

  constructor(normalize: (segment: string) => string) {
    this.#normalize = normalize;
  }

  normalize(text: string): NormalizedText {
    const pieces: string[] = [];
    const normalizedStarts: number[] = [];
    const originalStarts: number[] = [];
    const originalEnds: number[] = [];
    let length = 0;
    for (let start = 0; start < text.length;) {
      const end = segmentEnd(text, start);
      const piece = this.#segment(end - start === 1 ? text[start] : text.slice(start, end));
      if (piece !== '') {
        pieces.push(piece);
        normalizedStarts.push(length);
        originalStarts.push(start);
        originalEnds.push(end);
        length += piece.length;
      }
      start = end;
    }
    return { text: pieces.join(''), normalizedStarts, originalStarts, originalEnds };
  }

  #segment(segment: string): string {
    const known = this.#cache.get(segment);
    if (known !== undefined) return known;
    const piece = this.#normalize(segment);
    if (this.#cache.size >= cacheLimit) this.#cache.clear();
    this.#cache.set(segment, piece);
    return piece;
  }
}

/** Walks forward through a normalised text and answers, for rising positions, which original characters they are. */
export class OffsetCursor {
  readonly #source: NormalizedText;
  #segment = 0;

  constructor(source: NormalizedText) {
    this.#source = source;
  }

  /** Start of the original segment that holds the normalised position. */
  startOf(position: number): number {
    this.#advance(position);
    return this.#source.originalStarts[this.#segment];
  }

  /** End (exclusive) of the original text that the normalised position, the last of a token, belongs to. */
  endOf(position: number): number {
    this.#advance(position);
    return this.#source.originalEnds[this.#segment];
  }

  #advance(position: number): void {
    const starts = this.#source.normalizedStarts;
    while (this.#segment + 1 < starts.length && starts[this.#segment + 1] <= position) this.#segment += 1;
  }
}
