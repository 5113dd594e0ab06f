import type { KnownBlock, KnownCell, KnownDocument, KnownTable, Layout } from './known-document.ts';
import type { MadeFile } from './made-file.ts';
import { PdfFlow } from './pdf-flow.ts';

const padding = 4;

/** Pages set by hand: columns, drawn, half drawn and undrawn tables, notes at the foot, turned pages. */
export async function pdfFile(known: KnownDocument, layout: Layout): Promise<MadeFile> {
  const flow = new PdfFlow(known, layout);
  const read: KnownBlock[] = [];
  const notes: KnownBlock[] = [];
  flow.across(known.title, 20);
  for (const [at, block] of known.blocks.entries()) {
    if (block.kind === 'heading') {
      if (startsPage(flow, 90)) read.push(...notes.splice(0));
      flow.y += 8;
      flow.face('bold', block.level === 1 ? 15 : 13);
      flow.lines(flow.wrap(block.text, flow.area.width), { size: block.level === 1 ? 15 : 13 });
      flow.y += 4;
      read.push(block);
    } else if (block.kind === 'paragraph') {
      flow.face(layout.fonts === 'several' && at % 2 === 1 ? 'other' : 'text', 10.5);
      const marker = block.note === undefined ? '' : ` ${notes.length + 1}`;
      const lines = flow.wrap(block.text + marker, flow.area.width);
      // A page with notes ends between paragraphs, so that the order of reading is not in doubt.
      const hasNotes = notes.length > 0 || block.note !== undefined;
      if (hasNotes && startsPage(flow, lines.length * 15.75 + 40)) read.push(...notes.splice(0));
      flow.lines(lines, { size: 10.5, isJustified: layout.isJustified });
      flow.y += 7;
      read.push({ kind: 'paragraph', text: block.text + marker });
      if (block.note !== undefined) {
        const text = `${marker.trim()} ${block.note}`;
        flow.note(text);
        notes.push({ kind: 'paragraph', text });
      }
    } else if (block.kind === 'list') {
      flow.face('text', 10.5);
      const items = block.items.map((item) => flow.wrap(item, flow.area.width - 18));
      if (notes.length > 0 && startsPage(flow, items.flat().length * 15.75)) read.push(...notes.splice(0));
      items.forEach((lines, index) => {
        flow.reserve(lines.length * 15.75);
        flow.doc.text(block.isOrdered ? `${index + 1}.` : '•', flow.area.x, flow.y, { lineBreak: false });
        flow.lines(lines, { size: 10.5, indent: 18 });
      });
      flow.y += 7;
      read.push(block);
    } else {
      if (startsPage(flow, 110)) read.push(...notes.splice(0));
      drawTable(flow, block.table, layout.rules);
      read.push(block);
    }
  }
  read.push(...notes);
  return { bytes: await flow.end(), read: { ...known, blocks: read } };
}

/** Whether what comes stands on another page; notes are then behind what is read. */
function startsPage(flow: PdfFlow, height: number): boolean {
  return flow.reserve(height);
}

interface Placed {
  readonly lines: readonly string[];
  readonly column: number;
  readonly colSpan: number;
  readonly rowSpan: number;
}

function drawTable(flow: PdfFlow, table: KnownTable, rules: Layout['rules']): void {
  flow.face('text', 9);
  flow.y += 4;
  const { width } = flow.area;
  const widths = columnWidths(flow, table, width);
  const header = place(flow, table.header, widths);
  const body = place(flow, table.rows, widths);
  const heights = (rows: readonly (readonly Placed[])[]): number[] =>
    rows.map(
      (row) => Math.max(1, ...row.filter((it) => it.rowSpan === 1).map((it) => it.lines.length)) * 12.5 + 2 * padding,
    );
  const headHeights = heights(header);
  const bodyHeights = heights(body);
  const total = (values: readonly number[]): number => values.reduce((sum, it) => sum + it, 0);
  const draw = (rows: readonly (readonly Placed[])[], high: readonly number[]): void => {
    rows.forEach((row, at) => {
      for (const cell of row) drawCell(flow, cell, { widths, height: total(high.slice(at, at + cell.rowSpan)), rules });
      flow.y += high[at] ?? 0;
    });
  };
  draw(header, headHeights);
  for (let at = 0; at < body.length;) {
    // Rows that a cell joins stay on one page.
    let end = at + 1;
    for (let row = at; row < end; row += 1)
      for (const cell of body[row] ?? []) end = Math.max(end, Math.min(body.length, row + cell.rowSpan));
    if (flow.reserve(total(bodyHeights.slice(at, end)))) draw(header, headHeights);
    flow.face('text', 9);
    draw(body.slice(at, end), bodyHeights.slice(at, end));
    at = end;
  }
  flow.y += 12;
}

/** As wide as the longest cell, within reason; the rest is shared out. */
function columnWidths(flow: PdfFlow, table: KnownTable, width: number): number[] {
  const wanted = Array.from({ length: table.columns }, () => 30);
  for (const row of table.rows) {
    if (row.length < table.columns) continue;
    row.forEach((cell, at) => {
      wanted[at] = Math.max(wanted[at] ?? 0, Math.min(200, flow.doc.widthOfString(cell.text) + 14));
    });
  }
  const sum = wanted.reduce((total, it) => total + it, 0);
  return wanted.map((it) => (it * width) / sum);
}

function place(flow: PdfFlow, rows: readonly (readonly KnownCell[])[], widths: readonly number[]): Placed[][] {
  const taken = new Set<string>();
  return rows.map((row, at) => {
    let column = 0;
    return row.map(({ text, colSpan = 1, rowSpan = 1 }) => {
      while (taken.has(`${at} ${column}`)) column += 1;
      for (let down = 0; down < rowSpan; down += 1)
        for (let right = 0; right < colSpan; right += 1) taken.add(`${at + down} ${column + right}`);
      const width = widths.slice(column, column + colSpan).reduce((sum, it) => sum + it, 0);
      return { lines: flow.wrap(text, width - 2 * padding), column, colSpan, rowSpan };
    });
  });
}

function drawCell(
  flow: PdfFlow,
  cell: Placed,
  { widths, height, rules }: { widths: readonly number[]; height: number; rules: Layout['rules'] },
): void {
  const x = flow.area.x + widths.slice(0, cell.column).reduce((sum, it) => sum + it, 0);
  const width = widths.slice(cell.column, cell.column + cell.colSpan).reduce((sum, it) => sum + it, 0);
  const { doc } = flow;
  doc.lineWidth(0.6);
  if (rules === 'all') doc.rect(x, flow.y, width, height).stroke();
  if (rules === 'horizontal')
    doc
      .moveTo(x, flow.y + height)
      .lineTo(x + width, flow.y + height)
      .stroke();
  const top = flow.y + (cell.rowSpan > 1 ? (height - cell.lines.length * 12.5) / 2 : padding);
  cell.lines.forEach((line, at) => doc.text(line, x + padding, top + at * 12.5, { lineBreak: false }));
}
