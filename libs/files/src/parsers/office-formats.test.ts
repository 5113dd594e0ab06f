import {
  Document,
  FootnoteReferenceRun,
  HeadingLevel,
  LevelFormat,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from 'docx';
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { outline, parse } from '../../test/fixtures/parse.ts';
import { docxOf, xlsxOf } from '../../test/fixtures/zip.ts';

const cell = (text: string, span: { columnSpan?: number; rowSpan?: number } = {}): TableCell =>
  new TableCell({ ...span, children: [new Paragraph(text)] });

test('docx: title, headings, numbering, notes, tables with merged cells', async () => {
  const word = new Document({
    title: '员工手册',
    numbering: {
      config: [
        {
          reference: 'n',
          levels: [
            { level: 0, format: LevelFormat.DECIMAL, text: '第%1条' },
            { level: 1, format: LevelFormat.LOWER_LETTER, text: '%2)' },
          ],
        },
      ],
    },
    footnotes: { 1: { children: [new Paragraph('不含试用期')] } },
    sections: [
      {
        children: [
          new Paragraph({ text: '假期', heading: HeadingLevel.HEADING_1 }),
          new Paragraph({
            children: [
              new TextRun('年假'),
              new TextRun({ text: '十天', bold: true }),
              new FootnoteReferenceRun(1),
              new TextRun('。'),
            ],
          }),
          new Paragraph({ text: '申请', numbering: { reference: 'n', level: 0 } }),
          new Paragraph({ text: '填表', numbering: { reference: 'n', level: 1 } }),
          new Paragraph({ text: '审批', numbering: { reference: 'n', level: 0 } }),
          new Table({
            rows: [
              new TableRow({ tableHeader: true, children: [cell('地区'), cell('城市'), cell('人数')] }),
              new TableRow({ children: [cell('华东', { rowSpan: 2 }), cell('上海'), cell('3')] }),
              new TableRow({ children: [cell('杭州'), cell('4')] }),
              new TableRow({ children: [cell('合计', { columnSpan: 2 }), cell('7')] }),
            ],
          }),
        ],
      },
    ],
  });
  const document = await parse('a.docx', await Packer.toBuffer(word));
  expect(document.title).toBe('员工手册');
  expect(outline(document)).toEqual([
    'h1 假期',
    'p 年假十天。',
    'p 不含试用期',
    'li 第1条 申请',
    'li a) 填表',
    'li 第2条 审批',
    'tr 地区: 华东 | 城市: 上海 | 人数: 3',
    'tr 地区: 华东 | 城市: 杭州 | 人数: 4',
    'tr 地区: 合计 | 人数: 7',
  ]);
});

test('docx: text boxes once, deleted and hidden text never, contents left out', async () => {
  const box = '<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>';
  const document = await parse(
    'a.docx',
    docxOf(
      `<w:p><w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent></w:r></w:p>` +
        '<w:p><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:p>' +
        '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>目录行</w:t></w:r></w:p>',
      { 'word/styles.xml': '<w:styles xmlns:w="w"/>' },
    ),
  );
  expect(outline(document)).toEqual(['p 框内', 'p 增']);
});

test('xlsx: sheets are pages, values as displayed, merged cells, several tables, dates', async () => {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('价格');
  sheet.addRow(['2024 年价格表']);
  sheet.mergeCells('A1:C1');
  sheet.addRow(['型号', '单价', '生效日']);
  sheet.addRow(['MD-200', 1299.5, new Date(Date.UTC(2024, 2, 5))]);
  sheet.addRow(['MD-300', 0.1 + 0.2, new Date(Date.UTC(2024, 11, 31))]);
  sheet.getCell('B3').numFmt = '¥#,##0.00';
  for (const address of ['C3', 'C4']) sheet.getCell(address).numFmt = 'yyyy"年"m"月"d"日"';
  sheet.addRow([]);
  sheet.addRow(['地区', '折扣']);
  sheet.addRow(['华东', 0.125]);
  sheet.getCell('B7').numFmt = '0.0%';
  book.addWorksheet('空表');
  const document = await parse('a.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
  expect(outline(document)).toEqual([
    'h1 价格',
    'p 2024 年价格表',
    'tr 型号: MD-200 | 单价: ¥1,299.50 | 生效日: 2024年3月5日',
    'tr 型号: MD-300 | 单价: 0.3 | 生效日: 2024年12月31日',
    'tr 地区: 华东 | 折扣: 12.5%',
  ]);
  expect(document.blocks.map((block) => block.table)).toEqual([undefined, undefined, 0, 0, 1]);
  expect(document.pages.map((page) => page.state)).toEqual(['table', 'empty']);
});

test('xlsx: a formatted but empty million of rows is nothing', async () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => `<row r="${at + 3}"><c r="A${at + 3}" s="0"/></row>`).join('');
  const document = await parse(
    'a.xlsx',
    xlsxOf(
      `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>项</t></is></c><c r="B1" t="inlineStr"><is><t>值</t></is></c></row><row r="2"><c r="A2" t="str"><v>甲</v></c><c r="B2"><v>1</v></c></row>${rows}<row r="1048576"><c r="XFD1048576"/></row></sheetData>`,
    ),
  );
  expect(outline(document)).toEqual(['h1 Sheet1', 'tr 项: 甲 | 值: 1']);
});

test('pptx: slides are pages, the title first, bullets, tables, notes', async () => {
  // Its types describe the script version, where the class is the module itself.
  const { default: Pptx } = (await import('pptxgenjs')) as unknown as {
    default: new () => InstanceType<(typeof import('pptxgenjs'))['default']>;
  };
  const deck = new Pptx();
  deck.title = '入职培训';
  const slide = deck.addSlide();
  slide.addText('第一步', { x: 1, y: 0.5, w: 5, h: 1 });
  slide.addText(
    [
      { text: '领取电脑', options: { bullet: true } },
      { text: '登录邮箱', options: { bullet: true } },
    ],
    { x: 1, y: 2, w: 5, h: 2 },
  );
  slide.addTable(
    [
      [{ text: '物品' }, { text: '数量' }],
      [{ text: '电脑' }, { text: '1' }],
    ],
    { x: 1, y: 4 },
  );
  slide.addNotes('请提前准备');
  deck.addSlide();
  const document = await parse('a.pptx', (await deck.write({ outputType: 'nodebuffer' })) as Buffer);
  expect(document.title).toBe('入职培训');
  expect(outline(document)).toEqual([
    'p 第一步',
    'li 领取电脑',
    'li 登录邮箱',
    'tr 物品: 电脑 | 数量: 1',
    'p 请提前准备',
  ]);
  expect(document.blocks[0]).toMatchObject({
    page: 1,
    box: [expect.closeTo(0.1, 3), expect.closeTo(0.0889, 3), expect.closeTo(0.6, 3), expect.closeTo(0.2667, 3)],
  });
  expect(document.pages).toEqual([
    { page: 1, state: 'text', characters: expect.any(Number) as number },
    { page: 2, state: 'empty', characters: 0 },
  ]);
});
