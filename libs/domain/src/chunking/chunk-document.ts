import type { BlockKind } from '@mingda/contracts';
import type { PlacedBlock, PlacedDocument } from './place-blocks.ts';
import { unitsOf, type ChunkUnit } from './chunk-units.ts';

export interface ChunkingOptions {
  /** Token counts of texts, by the tokenizer of the chunk's embedding model. */
  readonly countTokens: (texts: readonly string[]) => readonly number[];
  readonly maxTokens: number;
  /** Sentences of the chunk before that open the next chunk of the same section. */
  readonly overlapSentences: number;
}

export interface ChunkBox {
  readonly page: number;
  readonly box: readonly [number, number, number, number];
}

/** A contiguous range of the canonical text with its place in the document's structure. */
export interface DraftChunk {
  readonly ordinal: number;
  readonly kind: BlockKind;
  readonly headingPath: readonly string[];
  readonly text: string;
  readonly charStart: number;
  readonly charEnd: number;
  readonly pageFrom: number | null;
  readonly pageTo: number | null;
  readonly tokens: number;
  readonly boxes: readonly ChunkBox[];
  /** Sentences, list items and rows that can answer, relative to `text`; headings are none. */
  readonly sentences: readonly { readonly start: number; readonly end: number }[];
}

interface CountedUnit extends ChunkUnit {
  readonly tokens: number;
  readonly headingPath: readonly string[];
}

/** Sections smaller than this share of the budget join the next one, so that a heading with one line is no chunk. */
const smallSection = 0.25;

/**
 * Cuts a document by structure first, then by sentences to a token budget. A chunk never crosses a heading unless the
 * section before it is small; a heading opens its chunk. Headings above it are the chunk's heading path.
 */
export function chunkDocument(document: PlacedDocument, options: ChunkingOptions): DraftChunk[] {
  const units = countedUnits(document, options);
  const groups: CountedUnit[][] = [];
  let group: CountedUnit[] = [];
  let tokens = 0;
  const close = (): void => {
    if (group.length > 0) groups.push(group);
    group = [];
    tokens = 0;
  };
  for (const unit of units) {
    // Headings wait for the text that they stand above, even where both together exceed the budget.
    const hasBody = group.some((it) => it.kind !== 'heading');
    const opensSection = unit.kind === 'heading' && hasBody;
    const full = tokens + unit.tokens > options.maxTokens && hasBody;
    if (full || (opensSection && tokens >= options.maxTokens * smallSection)) {
      const tail = full && unit.kind !== 'heading' ? overlap(group, options.overlapSentences) : [];
      close();
      group = tail;
      tokens = tail.reduce((sum, it) => sum + it.tokens, 0);
    }
    group.push(unit);
    tokens += unit.tokens;
  }
  close();
  return groups.map((it, ordinal) => toChunk(document, it, ordinal));
}

function countedUnits(document: PlacedDocument, options: ChunkingOptions): CountedUnit[] {
  const path: { level: number; text: string }[] = [];
  const units: (ChunkUnit & { headingPath: readonly string[] })[] = [];
  for (const block of document.blocks) {
    if (block.kind === 'heading') enterHeading(path, block);
    // A heading's own text stands in its chunk; only the ones above it are its path.
    const above = path.map((it) => it.text);
    for (const unit of unitsOf(block)) units.push({ ...unit, headingPath: above });
  }
  const counts = options.countTokens(units.map((unit) => document.text.slice(unit.start, unit.end)));
  return units.map((unit, index) => ({ ...unit, tokens: counts[index] ?? 0 }));
}

function enterHeading(path: { level: number; text: string }[], block: PlacedBlock): void {
  const level = block.level ?? 1;
  while (path.length > 0 && (path.at(-1)?.level ?? 0) >= level) path.pop();
  path.push({ level, text: block.text });
}

function overlap(group: readonly CountedUnit[], sentences: number): CountedUnit[] {
  if (sentences === 0) return [];
  return group.filter((unit) => unit.kind !== 'heading').slice(-sentences);
}

function toChunk(document: PlacedDocument, group: readonly CountedUnit[], ordinal: number): DraftChunk {
  const first = group[0];
  const last = group[group.length - 1];
  const body = group.find((unit) => unit.kind !== 'heading') ?? first;
  const blocks = [...new Set(group.map((unit) => unit.block))];
  const pages = blocks.flatMap((block) => (block.page === undefined ? [] : [block.page]));
  return {
    ordinal,
    kind: body.kind,
    headingPath: body.headingPath,
    text: document.text.slice(first.start, last.end),
    charStart: first.start,
    charEnd: last.end,
    pageFrom: pages.length === 0 ? null : Math.min(...pages),
    pageTo: pages.length === 0 ? null : Math.max(...pages),
    tokens: group.reduce((sum, unit) => sum + unit.tokens, 0),
    boxes: blocks.flatMap((block) =>
      block.box === undefined || block.page === undefined ? [] : [{ page: block.page, box: block.box }],
    ),
    sentences: group
      .filter((unit) => unit.kind !== 'heading')
      .map((unit) => ({ start: unit.start - first.start, end: unit.end - first.start })),
  };
}
