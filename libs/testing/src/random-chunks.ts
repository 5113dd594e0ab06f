import type { NewChunk, PublishedVersion } from '@mingda/database';

/** Mulberry32 (Tommy Ettinger, public domain): a small generator whose numbers repeat with the seed. Each in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A vector of norm 1 in a random direction. */
export function randomVector(random: () => number, dims: number): Float32Array {
  const vector = Float32Array.from({ length: dims }, () => random() + random() + random() - 1.5);
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

export interface RandomChunkOptions {
  readonly modelKey?: string;
  readonly dims?: number;
  /** Terms are drawn from 1 to this, small numbers more often, as words are. */
  readonly vocabulary?: number;
  readonly terms?: number;
}

/** Chunks with random vectors and terms, for tests of storage and search that need no text. */
export function randomChunks(random: () => number, count: number, options: RandomChunkOptions = {}): NewChunk[] {
  const { modelKey = 'bge-small-zh-v1.5-int8', dims = 512, vocabulary = 2000, terms = 40 } = options;
  return Array.from({ length: count }, (_, ordinal) => {
    const hashes = new Set(Array.from({ length: terms }, () => 1 + Math.floor(vocabulary * random() ** 3)));
    const text = `Passage ${String(ordinal)}. Second sentence.`;
    const middle = text.indexOf('.') + 1;
    return {
      ordinal,
      kind: 'paragraph',
      headingPath: ['Chapter "one"', '第一节'],
      text,
      charStart: ordinal * 100,
      charEnd: ordinal * 100 + text.length,
      pageFrom: 1,
      pageTo: 2,
      lang: 'zh',
      tokens: 12,
      boxes: [{ page: 1, box: [0, 0.1, 1, 0.2] }],
      modelKey,
      vector: randomVector(random, dims),
      terms: [...hashes].map((hash) => ({ hash, weight: 0.5 + random() })),
      sentences: [
        { start: 0, end: middle, vector: randomVector(random, dims) },
        { start: middle + 1, end: text.length, vector: randomVector(random, dims) },
      ],
    };
  });
}

export function publishedVersion(
  chunks: readonly NewChunk[],
  overrides: Partial<PublishedVersion> = {},
): PublishedVersion {
  return {
    title: 'A title',
    lang: 'zh',
    text: 'The whole text.',
    pages: [],
    warnings: [],
    state: 'ready',
    chunks,
    ...overrides,
  };
}
