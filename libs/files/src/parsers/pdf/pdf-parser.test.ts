import { expect, test } from 'vitest';
import { outline, parse } from '../../../test/fixtures/parse.ts';
import { grid, pdf, type PdfPage } from '../../../test/fixtures/pdf.ts';

const english = 'The quick brown fox jumps over the lazy dog and runs away from all of it.';
const lines = (texts: readonly string[], at: { x: number; y: number }): PdfPage['texts'] =>
  texts.map((text, index) => ({ x: at.x, y: at.y - index * 13, text }));

test('Chinese lines join without spaces, headings come from size, the title from the document', async () => {
  const first = '员工入职满一年后可以享受带薪年休假，具体天数按照工龄计算，由人力资源部统一核定并';
  const document = await parse(
    'a.pdf',
    pdf(
      [
        {
          texts: [
            { x: 60, y: 780, text: '休假制度', size: 18 },
            ...lines([first, '在系统中公布。'], { x: 60, y: 740 }),
          ],
        },
      ],
      '制度汇编',
    ),
  );
  expect(document.title).toBe('制度汇编');
  expect(outline(document)).toEqual(['h1 休假制度', `p ${first}在系统中公布。`]);
  expect(document.pages).toEqual([{ page: 1, state: 'text', characters: 4 + first.length + 7 }]);
  const box = document.blocks[0]?.box ?? [0, 0, 0, 0];
  expect(box[0]).toBeCloseTo(60 / 595, 2);
  expect(box[1]).toBeCloseTo((842 - 780 - 18 * 0.8) / 842, 2);
});

test('two columns are read one after the other, below the title that spans them', async () => {
  const left = Array.from({ length: 8 }, (_, at) => `left ${at} of the first column goes on and on`);
  const right = Array.from({ length: 8 }, (_, at) => `right ${at} of the second column goes on too`);
  const document = await parse(
    'a.pdf',
    pdf([
      {
        texts: [
          { x: 150, y: 800, text: 'A title over both of the columns', size: 16 },
          ...lines(left, { x: 50, y: 740 }),
          ...lines(right, { x: 310, y: 740 }),
        ],
      },
    ]),
  );
  const text = document.blocks.map((block) => block.text).join(' ');
  expect(text).toBe(['A title over both of the columns', ...left, ...right].join(' '));
});

test('a table with lines: merged cells, wrapped cells, rows with their header and box', async () => {
  const xs = [60, 200, 330, 460];
  const ys = [700, 670, 630, 600];
  const document = await parse(
    'a.pdf',
    pdf([
      {
        lines: grid(xs, ys),
        texts: [
          { x: 65, y: 680, text: '产品' },
          { x: 205, y: 680, text: '说明' },
          { x: 335, y: 680, text: '单价' },
          { x: 65, y: 645, text: 'MD-200' },
          { x: 205, y: 655, text: '桌面式' },
          { x: 205, y: 640, text: '答疑终端' },
          { x: 335, y: 645, text: '1,299.00' },
          { x: 65, y: 610, text: 'MD-300' },
          { x: 335, y: 610, text: '1,599.00' },
        ],
      },
    ]),
  );
  expect(outline(document)).toEqual([
    'tr 产品: MD-200 | 说明: 桌面式答疑终端 | 单价: 1,299.00',
    'tr 产品: MD-300 | 单价: 1,599.00',
  ]);
  expect(document.blocks[0]).toMatchObject({
    table: 0,
    page: 1,
    header: ['产品', '说明', '单价'],
    cells: ['MD-200', '桌面式答疑终端', '1,299.00'],
  });
  expect(document.blocks[1]?.box?.[1]).toBeCloseTo((842 - 630) / 842, 2);
  expect(document.pages[0]?.state).toBe('table');
});

test('a table without lines, between paragraphs', async () => {
  const rows = [
    ['Region', 'Units', 'Revenue'],
    ['North', '120', '4,500.00'],
    ['South', '95', '3,900.00'],
    ['West', '7', '110.00'],
  ];
  const texts = rows.flatMap((row, at) =>
    row.map((text, column) => ({ x: [60, 220, 380][column] ?? 0, y: 700 - at * 16, text })),
  );
  const document = await parse(
    'a.pdf',
    pdf([{ texts: [{ x: 60, y: 760, text: english }, ...texts, { x: 60, y: 600, text: english }] }]),
  );
  expect(outline(document)).toEqual([
    `p ${english}`,
    'tr Region: North | Units: 120 | Revenue: 4,500.00',
    'tr Region: South | Units: 95 | Revenue: 3,900.00',
    'tr Region: West | Units: 7 | Revenue: 110.00',
    `p ${english}`,
  ]);
});

test('a table over a page break keeps its header', async () => {
  const xs = [60, 200, 330];
  const row = (name: string, value: string, y: number): PdfPage['texts'] => [
    { x: 65, y, text: name },
    { x: 205, y, text: value },
  ];
  const document = await parse(
    'a.pdf',
    pdf([
      { lines: grid(xs, [700, 670, 640]), texts: [...row('Item', 'Price', 680), ...row('Alpha', '10', 650)] },
      { lines: grid(xs, [800, 770, 740]), texts: [...row('Beta', '20', 780), ...row('Gamma', '30', 750)] },
    ]),
  );
  expect(outline(document)).toEqual([
    'tr Item: Alpha | Price: 10',
    'tr Item: Beta | Price: 20',
    'tr Item: Gamma | Price: 30',
  ]);
});

test('running heads, feet and page numbers go; a sentence over the page break is whole', async () => {
  const long = 'This sentence is long enough to reach the right edge of the page where the text breaks and';
  const page = (number: number, texts: PdfPage['texts']): PdfPage => ({
    texts: [
      { x: 60, y: 810, text: 'Contoso handbook 2024', size: 8 },
      ...texts,
      { x: 290, y: 30, text: `Page ${number} of 3`, size: 8 },
    ],
  });
  const document = await parse(
    'a.pdf',
    pdf([
      page(1, lines([`${long} so on.`, long], { x: 60, y: 700 })),
      page(2, lines(['goes on here, on the second page.'], { x: 60, y: 760 })),
      page(3, lines(['The third page has a text of its own.'], { x: 60, y: 760 })),
    ]),
  );
  expect(outline(document).join('\n')).not.toMatch(/handbook|Page \d/);
  expect(document.blocks.at(-2)?.text).toContain(`${long} goes on here, on the second page.`);
  expect(document.blocks.at(-2)?.page).toBe(1);
  expect(document.pages.map((it) => it.leftOut)).toEqual(
    [1, 2, 3].map((number) => ['Contoso handbook 2024', `Page ${number} of 3`]),
  );
});

test('text drawn twice to look bold is read once', async () => {
  const document = await parse(
    'a.pdf',
    pdf([
      {
        texts: [
          { x: 60, y: 700, text: '重要通知' },
          { x: 60.3, y: 700, text: '重要通知' },
        ],
      },
    ]),
  );
  expect(outline(document)).toEqual(['p 重要通知']);
});

test('a file of pages without text has no text; one among others is reported', async () => {
  await expect(parse('a.pdf', pdf([{ texts: [] }]))).rejects.toMatchObject({ code: 'FILE_NO_TEXT', subject: 'a.pdf' });
  const document = await parse('a.pdf', pdf([{ texts: [{ x: 60, y: 700, text: 'Words' }] }, { texts: [] }]));
  expect(document.pages.map((page) => page.state)).toEqual(['text', 'empty']);
});

test('too many pages are refused before any is read', async () => {
  const pages = Array.from({ length: 4 }, () => ({ texts: [] }));
  await expect(parse('a.pdf', pdf(pages), { pages: 3, expandedBytes: 1e6 })).rejects.toMatchObject({
    code: 'FILE_LIMIT_PAGES',
  });
});
