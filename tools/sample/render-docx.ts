import {
  AlignmentType,
  Document,
  Footer,
  Header,
  HeadingLevel,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { parseRuns, parseSource, type Block } from './source-markdown.ts';

const font = { ascii: 'Liberation Sans', hAnsi: 'Liberation Sans', eastAsia: 'Noto Sans CJK SC' };
const headings = [HeadingLevel.TITLE, HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3];

export async function renderDocx(source: string): Promise<Buffer> {
  const { meta, blocks } = parseSource(source);
  const title = meta['title'] ?? '';
  const owner = meta['owner'] ?? '';
  const head = [meta['number'], title, `V${meta['version'] ?? '1.0'}`].join('  ');
  const children: (Paragraph | Table)[] = [];
  let lists = 0;
  for (const block of blocks) {
    if (block.kind === 'list' && block.ordered) lists += 1;
    children.push(...renderBlock(block, lists));
    if (block.kind === 'heading' && block.level === 1) children.push(small(`${owner}  ${meta['date'] ?? ''}`));
  }
  const document = new Document({
    title,
    creator: owner,
    lastModifiedBy: owner,
    description: head,
    styles: { default: { document: { run: { font, size: 21 } } } },
    numbering: {
      config: [
        {
          reference: 'steps',
          levels: [
            {
              level: 0,
              format: LevelFormat.DECIMAL,
              text: '%1.',
              alignment: AlignmentType.START,
              style: { paragraph: { indent: { left: 480, hanging: 360 } } },
            },
          ],
        },
      ],
    },
    sections: [{ headers: { default: header(head) }, footers: { default: footer() }, children }],
  });
  return Packer.toBuffer(document);
}

function header(text: string): Header {
  return new Header({ children: [small(text)] });
}

function footer(): Footer {
  const run = new TextRun({ size: 16, children: [PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES] });
  return new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [run] })] });
}

function small(text: string): Paragraph {
  return new Paragraph({ spacing: { after: 120 }, children: [new TextRun({ text, size: 16, color: '666666' })] });
}

function renderBlock(block: Block, instance: number): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'heading':
      return [new Paragraph({ text: block.text, heading: headings[block.level - 1] ?? HeadingLevel.HEADING_3 })];
    case 'paragraph':
      return [new Paragraph({ spacing: { after: 120 }, children: textRuns(block.text) })];
    case 'list':
      return block.items.map((item) =>
        block.ordered
          ? new Paragraph({ numbering: { reference: 'steps', level: 0, instance }, children: textRuns(item) })
          : new Paragraph({ bullet: { level: 0 }, children: textRuns(item) }),
      );
    case 'table':
      return [table(block.rows), new Paragraph('')];
    case 'pagebreak':
      return [new Paragraph({ pageBreakBefore: true, text: '' })];
  }
}

function table(rows: readonly (readonly string[])[]): Table {
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: rows.map(
      (row, index) =>
        new TableRow({
          tableHeader: index === 0,
          children: row.map(
            (cell) =>
              new TableCell({
                margins: { top: 40, bottom: 40, left: 80, right: 80 },
                children: [new Paragraph({ children: textRuns(cell, index === 0) })],
              }),
          ),
        }),
    ),
  });
}

function textRuns(text: string, bold = false): TextRun[] {
  return parseRuns(text).map(
    (run) => new TextRun({ text: run.text, bold: bold || run.style === 'bold', italics: run.style === 'italic' }),
  );
}
