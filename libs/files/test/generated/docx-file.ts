import {
  Document,
  Footer,
  FootnoteReferenceRun,
  Header,
  HeadingLevel,
  LevelFormat,
  Packer,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from 'docx';
import type { KnownBlock, KnownCell, KnownDocument, KnownTable, Layout } from './known-document.ts';

const levels = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const;

/** A Word document; head and foot, notes and lists as Word knows them. */
export async function docxFile(known: KnownDocument, layout: Layout): Promise<Buffer> {
  const notes: Record<string, { children: Paragraph[] }> = {};
  const children = known.blocks.flatMap((block, at) => elementsOf(block, { layout, notes, at }));
  const file = new Document({
    title: known.title,
    numbering: {
      config: [
        { reference: 'ordered', levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', start: 1 }] },
        { reference: 'bullets', levels: [{ level: 0, format: LevelFormat.BULLET, text: '•' }] },
      ],
    },
    footnotes: notes,
    sections: [
      {
        properties: {
          column: { count: layout.columns, space: 500 },
          page: { size: { orientation: layout.isTurned ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT } },
        },
        headers: { default: new Header({ children: [new Paragraph(known.runningHead)] }) },
        footers: { default: new Footer({ children: [new Paragraph(known.runningFoot)] }) },
        children: [new Paragraph({ text: known.title, heading: HeadingLevel.TITLE }), ...children],
      },
    ],
  });
  return Packer.toBuffer(file);
}

interface Place {
  readonly layout: Layout;
  readonly notes: Record<string, { children: Paragraph[] }>;
  readonly at: number;
}

function elementsOf(block: KnownBlock, { layout, notes, at }: Place): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'heading':
      return [new Paragraph({ text: block.text, heading: levels[block.level] })];
    case 'list':
      return block.items.map(
        (text) =>
          new Paragraph({
            text,
            numbering: { reference: block.isOrdered ? 'ordered' : 'bullets', level: 0, instance: at },
          }),
      );
    case 'table':
      return [tableOf(block.table)];
    case 'paragraph': {
      const runs = layout.fonts === 'several' ? inSeveralFonts(block.text) : [new TextRun(block.text)];
      if (block.note === undefined) return [new Paragraph({ children: runs })];
      const id = Object.keys(notes).length + 1;
      notes[id] = { children: [new Paragraph(block.note)] };
      return [new Paragraph({ children: [...runs, new FootnoteReferenceRun(id)] })];
    }
  }
}

/** Word cuts a paragraph into runs wherever its looks change. */
function inSeveralFonts(text: string): TextRun[] {
  const third = Math.ceil(text.length / 3);
  const looks = [
    { font: 'Times New Roman' },
    { font: 'SimSun', bold: true },
    { font: 'Arial', italics: true, size: 26 },
  ];
  return looks.map((look, at) => new TextRun({ ...look, text: text.slice(at * third, (at + 1) * third) }));
}

function tableOf(table: KnownTable): Table {
  const row = (cells: readonly KnownCell[], isHeader: boolean, inner?: KnownTable): TableRow =>
    new TableRow({
      tableHeader: isHeader,
      children: cells.map(
        (cell, at) =>
          new TableCell({
            columnSpan: cell.colSpan ?? 1,
            rowSpan: cell.rowSpan ?? 1,
            children: [
              new Paragraph(cell.text),
              ...(inner !== undefined && at === cells.length - 1 ? [tableOf(inner), new Paragraph('')] : []),
            ],
          }),
      ),
    });
  return new Table({
    rows: [
      ...table.header.map((cells) => row(cells, true)),
      ...table.rows.map((cells, at) => row(cells, false, at === table.rows.length - 1 ? table.inner : undefined)),
    ],
  });
}
