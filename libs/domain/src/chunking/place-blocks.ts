import type { Block } from '@mingda/contracts';

/** A block with its range [start, end) in the canonical text. */
export interface PlacedBlock extends Block {
  readonly start: number;
  readonly end: number;
}

export interface PlacedDocument {
  /** The canonical text: all blocks in reading order, one line break between them. Every character range counts here. */
  readonly text: string;
  readonly blocks: readonly PlacedBlock[];
}

export function placeBlocks(blocks: readonly Block[]): PlacedDocument {
  const placed: PlacedBlock[] = [];
  let start = 0;
  for (const block of blocks) {
    const end = start + block.text.length;
    placed.push({ ...block, start, end });
    start = end + 1;
  }
  return { text: blocks.map((block) => block.text).join('\n'), blocks: placed };
}
