const offset = 0x811c9dc5;
const prime = 0x01000193;

/** Number of sparse dimensions, pgvector's largest. */
export const termSpace = 1_000_000_000;

function fnv1a(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), prime);
    hash = Math.imul(hash ^ (unit >>> 8), prime);
  }
  return hash;
}

/**
 * The dimension (1 to 1e9) of a term in one collection's lexical index: FNV-1a with a final avalanche (murmur3's).
 * The collection is part of it, so that a posting list never mixes collections. Where two
 * terms meet in one dimension, their document frequencies blur; nothing else depends on it.
 */
export function termHash(collectionId: string, term: string): number {
  let hash = fnv1a(term, fnv1a(collectionId, offset));
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return ((hash >>> 0) % termSpace) + 1;
}
