import type { ParsedDocument } from '@mingda/contracts';
import type { KnownCell, KnownDocument, KnownTable } from './known-document.ts';

export interface Figures {
  /** Harmonic mean of precision and recall of the longest common subsequence of tokens. */
  readonly tokenF1: number;
  /** Share of the table rows that came out with every cell under its name, and nothing else. */
  readonly rowsExact: number;
  readonly rows: number;
}

export function measure(known: KnownDocument, parsed: ParsedDocument): Figures {
  const truth = tokensOf(knownText(known));
  const read = tokensOf(parsedText(parsed));
  const common = longestCommon(truth, read);
  const rows = rowsOf(known);
  const found = new Map<string, number>();
  for (const block of parsed.blocks) {
    if (block.kind === 'table-row') found.set(tidy(block.text), (found.get(tidy(block.text)) ?? 0) + 1);
  }
  const exact = rows.filter((row) => {
    const left = found.get(tidy(row)) ?? 0;
    found.set(tidy(row), left - 1);
    return left > 0;
  });
  return {
    tokenF1: (2 * common) / Math.max(1, truth.length + read.length),
    rowsExact: rows.length === 0 ? 1 : exact.length / rows.length,
    rows: rows.length,
  };
}

/** Rows as they should be found: `name: cell | name: cell`. */
function rowsOf(known: KnownDocument): string[] {
  return tablesOf(known).flatMap((table) => {
    const names = namesOf(table);
    return expand(table.rows, table.columns).map((row) =>
      row.flatMap((cell, at) => (cell === '' ? [] : [`${names[at]}: ${cell}`])).join(' | '),
    );
  });
}

function tablesOf(known: KnownDocument): KnownTable[] {
  return known.blocks.flatMap((block) =>
    block.kind === 'table' ? [block.table, ...(block.table.inner === undefined ? [] : [block.table.inner])] : [],
  );
}

/** The text in reading order: of a table its names, then its rows with the cells that cover several rows in each. */
function knownText(known: KnownDocument): string {
  const parts: string[] = [known.title];
  for (const block of known.blocks) {
    if (block.kind === 'heading') parts.push(block.text);
    else if (block.kind === 'paragraph') parts.push(block.text, block.note ?? '');
    else if (block.kind === 'list') parts.push(...block.items);
    else {
      for (const table of [block.table, ...(block.table.inner === undefined ? [] : [block.table.inner])])
        parts.push(namesOf(table).join(' '), ...expand(table.rows, table.columns).map((row) => row.join(' ')));
    }
  }
  return parts.join('\n');
}

function parsedText({ title, blocks }: ParsedDocument): string {
  const parts: string[] = [];
  // A table that goes on over a page break has its names again; they are one header.
  let names = '';
  for (const block of blocks) {
    if (block.kind === 'table-row') {
      const header = block.header?.join(' ') ?? '';
      parts.push(header === names ? '' : header, (block.cells ?? []).join(' '));
      names = header;
    } else parts.push(block.kind === 'list-item' ? block.text.replace(listMarker, '') : block.text);
  }
  // Formats that hold the title apart from the text do not say it twice.
  const first = tidy(blocks[0]?.text ?? '');
  return (title === undefined || first === tidy(title) ? parts : [title, ...parts]).join('\n');
}

/** Numbers and bullets are drawn by the format. */
const listMarker = /^(?:[•·●○▪■◦–—*-]|\d{1,2}[.)、])\s*/;

function namesOf(table: KnownTable): string[] {
  const rows = expand(table.header, table.columns, true);
  return Array.from({ length: table.columns }, (_, column) =>
    [...new Set(rows.map((row) => row[column] ?? ''))].filter((it) => it !== '').join(' '),
  );
}

/** Cells over several rows in each; cells over several columns in their first, or in each for names. */
function expand(rows: readonly (readonly KnownCell[])[], columns: number, fillsAcross = false): string[][] {
  const grid: (string | undefined)[][] = rows.map(() => []);
  rows.forEach((row, at) => {
    let column = 0;
    for (const cell of row) {
      while (grid[at]?.[column] !== undefined) column += 1;
      for (let down = 0; down < (cell.rowSpan ?? 1); down += 1) {
        for (let right = 0; right < (cell.colSpan ?? 1); right += 1) {
          const line = grid[at + down];
          if (line !== undefined) line[column + right] = right === 0 || fillsAcross ? cell.text : '';
        }
      }
    }
  });
  return grid.map((row) => Array.from({ length: columns }, (_, at) => row[at] ?? ''));
}

/** Words of Latin script, single characters of Chinese; marks are tokens too. */
function tokensOf(text: string): string[] {
  return text.normalize('NFKC').match(/\p{Script=Han}|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
}

function tidy(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '');
}

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let previous = new Uint32Array(b.length + 1);
  for (const token of a) {
    const current = new Uint32Array(b.length + 1);
    for (let at = 1; at <= b.length; at += 1) {
      current[at] =
        token === b[at - 1] ? (previous[at - 1] ?? 0) + 1 : Math.max(previous[at] ?? 0, current[at - 1] ?? 0);
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
