import type { BlockKind } from '@mingda/contracts';
import type { PlacedBlock, PlacedDocument } from './place-blocks.ts';
import { cutUnit, unitsOf, type ChunkUnit } from './chunk-units.ts';

export interface ChunkingOptions {
  /** Token counts of texts, by the tokenizer of the chunk's embedding model. */
  readonly countTokens: (texts: readonly string[]) => readonly number[];
  readonly maxTokens: number;
  /** Sentences of the chunk before that open the next chunk of the same section. */
  readonly overlapSentences: number;
  /**
   * What the model reads of a chunk under these headings, in tokens: no chunk is longer, not even one of a single
   * sentence or of headings alone. `maxTokens` when absent, with sentences kept whole.
   */
  readonly windowTokens?: (headingPath: readonly string[]) => number;
}

export interface ChunkBox {
  readonly page: number;
  readonly box: readonly [number, number, number, number];
  /** Range in the document's text that stands there; absent where an older release stored the passage. */
  readonly charStart?: number;
  readonly charEnd?: number;
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

/** A piece of a document with the headings above it. */
export interface DocumentUnit extends ChunkUnit {
  readonly headingPath: readonly string[];
}

/** The units of a document and the tokens of each, for a caller that counts them in its own time. */
export interface CountedAhead {
  readonly units: readonly DocumentUnit[];
  readonly tokens: readonly number[];
}

interface CountedUnit extends DocumentUnit {
  readonly tokens: number;
  readonly window: number;
}

/** Sections smaller than this share of the budget join the next one, so that a heading with one line is no chunk. */
const smallSection = 0.25;

/**
 * Cuts a document by structure first, then by sentences to a token budget. A chunk never crosses a heading unless the
 * section before it is small; a heading opens its chunk. Headings above it are the chunk's heading path. A list or a
 * block of code that fits into one chunk is not torn; the line that introduces it goes with it.
 * @param ahead the document's units, counted already
 */
export function chunkDocument(document: PlacedDocument, options: ChunkingOptions, ahead?: CountedAhead): DraftChunk[] {
  const units = fittingUnits(document, options, ahead ?? countedAhead(document, options));
  const groups: CountedUnit[][] = [];
  let group: CountedUnit[] = [];
  let tokens = 0;
  const close = (): void => {
    if (group.length > 0) groups.push(group);
    group = [];
    tokens = 0;
  };
  const runs = wholeRuns(units);
  for (const [index, unit] of units.entries()) {
    const whole = runs.get(index) ?? 0;
    if (whole > 0 && whole <= options.maxTokens && tokens + whole > options.maxTokens) {
      const intro = introOf(group, options.maxTokens - whole);
      if (tokens - sumOf(intro) >= options.maxTokens * smallSection) {
        group = group.slice(0, group.length - intro.length);
        close();
        group = intro;
        tokens = sumOf(intro);
      }
    }
    // Headings wait for the text that they stand above, even where both together exceed the budget.
    const hasBody = group.some((it) => it.kind !== 'heading');
    const opensSection = unit.kind === 'heading' && hasBody;
    const full = (tokens + unit.tokens > options.maxTokens && hasBody) || tokens + unit.tokens > unit.window;
    if (full || (opensSection && tokens >= options.maxTokens * smallSection)) {
      const tail = full && unit.kind !== 'heading' ? overlap(group, options.overlapSentences) : [];
      close();
      const room = Math.min(options.maxTokens, unit.window) - unit.tokens;
      while (tail.length > 0 && sumOf(tail) > room) tail.shift();
      group = tail;
      tokens = sumOf(tail);
    }
    group.push(unit);
    tokens += unit.tokens;
  }
  close();
  return groups.map((it, ordinal) => toChunk(document, it, ordinal));
}

/** The pieces that chunks are made of, in the order of the text; none is longer than a few hundred characters but a heading. */
export function* documentUnits({ blocks }: PlacedDocument): Generator<DocumentUnit> {
  const path: { level: number; text: string }[] = [];
  for (const block of blocks) {
    if (block.kind === 'heading') enterHeading(path, block);
    // A heading's own text stands in its chunk; only the ones above it are its path.
    const headingPath = path.map((it) => it.text);
    for (const unit of unitsOf(block)) yield { ...unit, headingPath };
  }
}

function countedAhead(document: PlacedDocument, { countTokens }: ChunkingOptions): CountedAhead {
  const units = [...documentUnits(document)];
  return { units, tokens: countTokens(units.map((unit) => document.text.slice(unit.start, unit.end))) };
}

function fittingUnits(document: PlacedDocument, options: ChunkingOptions, ahead: CountedAhead): CountedUnit[] {
  const count = (some: readonly ChunkUnit[]): readonly number[] =>
    options.countTokens(some.map((unit) => document.text.slice(unit.start, unit.end)));
  const windows = new Map<string, number>();
  const windowOf = (path: readonly string[]): number => {
    const key = path.join('\n');
    const window = windows.get(key) ?? options.windowTokens?.(path) ?? Number.POSITIVE_INFINITY;
    windows.set(key, window);
    return window;
  };
  return ahead.units.flatMap((unit, index) =>
    fitting({ ...unit, tokens: ahead.tokens[index] ?? 0, window: windowOf(unit.headingPath) }, count),
  );
}

/** Parts of a unit that its window holds: shorter ones until they fit. */
function fitting(unit: CountedUnit, count: (some: readonly ChunkUnit[]) => readonly number[]): CountedUnit[] {
  const length = unit.end - unit.start;
  if (unit.tokens <= unit.window || length <= 2) return [unit];
  const share = Math.max(2, Math.floor(length * Math.min(0.5, (0.9 * unit.window) / unit.tokens)));
  const parts = cutUnit(unit, share);
  const counts = count(parts);
  return parts.flatMap((part, index) => fitting({ ...unit, ...part, tokens: counts[index] ?? 0 }, count));
}

const sumOf = (units: readonly CountedUnit[]): number => units.reduce((sum, it) => sum + it.tokens, 0);

/** Tokens of each list and each block of code, by the index of its first unit. */
function wholeRuns(units: readonly CountedUnit[]): Map<number, number> {
  const runs = new Map<number, number>();
  let first = 0;
  for (const [index, unit] of units.entries()) {
    const before = units[index - 1];
    const goes = unit.kind === 'code' ? before?.block === unit.block : before?.kind === unit.kind;
    if (!goes) first = index;
    if (unit.kind === 'code' || unit.kind === 'list-item') runs.set(first, (runs.get(first) ?? 0) + unit.tokens);
  }
  return runs;
}

/** The line before a list or code that announces it, when there is room for it. */
function introOf(group: readonly CountedUnit[], room: number): CountedUnit[] {
  const last = group.at(-1);
  if (last?.kind !== 'paragraph' || group.length < 2 || last.tokens > room) return [];
  return /[:：]$/u.test(last.block.text.slice(0, last.end - last.block.start).trimEnd()) ? [last] : [];
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
    headingPath: body.rowKey === undefined ? body.headingPath : [...body.headingPath, body.rowKey],
    text: document.text.slice(first.start, last.end),
    charStart: first.start,
    charEnd: last.end,
    pageFrom: pages.length === 0 ? null : Math.min(...pages),
    pageTo: pages.length === 0 ? null : Math.max(...pages),
    tokens: group.reduce((sum, unit) => sum + unit.tokens, 0),
    boxes: blocks.flatMap((block) =>
      block.box === undefined || block.page === undefined
        ? []
        : [{ page: block.page, box: block.box, charStart: block.start, charEnd: block.end }],
    ),
    sentences: group
      .filter((unit) => unit.kind !== 'heading' && document.text.slice(unit.start, unit.end).trim() !== '')
      .map((unit) => ({ start: unit.start - first.start, end: unit.end - first.start })),
  };
}
