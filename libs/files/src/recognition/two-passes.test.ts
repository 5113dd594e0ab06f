import { createLogger, loadConfig } from '@mingda/platform';
import { afterEach, expect, test } from 'vitest';
import { docxOf } from '../../test/fixtures/zip.ts';
import { DocumentParser } from '../document-parser.ts';
import type {
  InnerFiles,
  RecognisedLine,
  RecognisedPicture,
  RecognitionRequest,
  TextRecogniser,
  WantedPicture,
} from './recognition.ts';

/** Stands for the models: says the same of every picture. */
class FakeRecogniser implements TextRecogniser {
  readonly asked: WantedPicture[] = [];
  inner: InnerFiles = new Map();
  readonly #picture: RecognisedPicture | undefined;

  constructor(picture?: Partial<RecognisedPicture>) {
    this.#picture =
      picture === undefined ? undefined : { width: 1000, height: 1400, quarterTurns: 0, lines: [], ...picture };
  }

  async read({ wanted, inner = new Map() }: RecognitionRequest): Promise<Map<string, RecognisedPicture>> {
    this.asked.push(...wanted);
    this.inner = inner;
    return new Map(wanted.flatMap(({ key }) => (this.#picture === undefined ? [] : [[key, this.#picture] as const])));
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}

const line = (text: string, [left, top]: readonly [number, number]): RecognisedLine => ({
  text,
  confidence: 0.99,
  box: [left, top, left + 0.02 * text.length, top + 0.02],
  angle: 0,
});
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]);

let parser: DocumentParser;
afterEach(() => parser.close());
function open(recogniser?: TextRecogniser): DocumentParser {
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  parser = new DocumentParser({ limits: loadConfig({}).limits, threads: 1, logger, recogniser });
  return parser;
}

test('a picture becomes a page of its lines in reading order: two columns one after the other', async () => {
  const lines = Array.from({ length: 12 }, (_, at) => 0.1 + 0.03 * at).flatMap((top, at) => [
    line(`左栏第${at + 1}行写着一段连续的正文，读到这里。`.slice(0, 20), [0.05, top]),
    line(`右栏第${at + 1}行写着另一段连续的正文内容，完。`.slice(0, 20), [0.53, top + 0.004]),
  ]);
  const document = await open(new FakeRecogniser({ lines })).parse({ content: png, fileName: 'scan.png' });
  const text = document.blocks.map((block) => block.text).join('');
  expect(text.indexOf('左栏第12行')).toBeLessThan(text.indexOf('右栏第1行'));
  expect(document.pages).toEqual([{ page: 1, state: 'scan', characters: text.length }]);
  expect(document.warnings).toEqual([]);
});

test('a table on a picture becomes rows under their header', async () => {
  const rows = [
    ['型号', '单价', '保修'],
    ['TH-01', '120', '两年'],
    ['GW-1100', '980', '三年'],
    ['GW-2200', '1560', '三年'],
  ];
  const lines = rows.flatMap((row, at) => row.map((text, column) => line(text, [0.1 + 0.3 * column, 0.1 + 0.03 * at])));
  const document = await open(new FakeRecogniser({ lines })).parse({ content: png, fileName: 'table.png' });
  expect(document.blocks.map((block) => block.text)).toEqual([
    '型号: TH-01 | 单价: 120 | 保修: 两年',
    '型号: GW-1100 | 单价: 980 | 保修: 三年',
    '型号: GW-2200 | 单价: 1560 | 保修: 三年',
  ]);
});

test('the box of a line is where it stands on the page as it was scanned, whatever way it was turned', async () => {
  const lines = [{ text: 'A single line of type', confidence: 0.9, box: [0.1, 0.1, 0.5, 0.14] as const, angle: 0 }];
  const boxes: unknown[] = [];
  for (const quarterTurns of [0, 1, 2]) {
    const recogniser = new FakeRecogniser({ lines, quarterTurns });
    const { blocks } = await open(recogniser).parse({ content: png, fileName: 'turned.png' });
    boxes.push(blocks[0]?.box?.map((it) => Math.round(it * 10) / 10));
    await parser.close();
  }
  // Read upright at the left top: before a quarter turn to the right it stood at the left bottom, upside down at the right bottom.
  expect(boxes).toEqual([
    [0.1, 0.1, 0.5, 0.1],
    [0.1, 0.5, 0.1, 0.9],
    [0.5, 0.9, 0.9, 0.9],
  ]);
});

test('nothing on the picture, or nobody to read it: the file has no text', async () => {
  const file = { content: png, fileName: 'photo.png' };
  await expect(open(new FakeRecogniser({ lines: [] })).parse(file)).rejects.toMatchObject({ code: 'FILE_NO_TEXT' });
  await parser.close();
  await expect(open(new FakeRecogniser()).parse(file)).rejects.toMatchObject({ code: 'FILE_NO_TEXT' });
  await parser.close();
  await expect(open().parse(file)).rejects.toMatchObject({ code: 'FILE_NO_TEXT' });
});

test('a picture in a Word file is read where it stands; a file without pictures asks for none', async () => {
  const relations =
    '<Relationships><Relationship Id="r7" Type="x/image" Target="media/image1.png"/><Relationship Id="r8" Type="x/image" Target="media/drawing.emf"/></Relationships>';
  const body =
    '<w:p><w:r><w:t>Before</w:t></w:r></w:p><w:p><w:r><w:drawing><a:blip r:embed="r7"/><a:blip r:embed="r8"/></w:drawing></w:r></w:p><w:p><w:r><w:t>After</w:t></w:r></w:p>';
  const word = docxOf(body, { 'word/_rels/document.xml.rels': relations, 'word/media/image1.png': 'x' });
  const recogniser = new FakeRecogniser({ lines: [line('On the picture', [0.1, 0.1])] });
  const document = await open(recogniser).parse({ content: word, fileName: 'guide.docx', giveAway: true });
  expect(document.blocks.map((block) => block.text)).toEqual(['Before', 'On the picture', 'After']);
  expect(recogniser.asked).toEqual([{ key: 'word/media/image1.png', kind: 'part', part: 'word/media/image1.png' }]);
  await parser.parse({ content: docxOf('<w:p><w:r><w:t>x</w:t></w:r></w:p>'), fileName: 'plain.docx' });
  expect(recogniser.asked).toHaveLength(1);
});

test('pictures and scans inside a mail, and inside a mail inside it, are read in their places', async () => {
  const part = (name: string, type: string, content: Buffer): string[] => [
    '--b',
    `Content-Type: ${type}; name=${name}`,
    `Content-Disposition: attachment; filename=${name}`,
    'Content-Transfer-Encoding: base64',
    '',
    content.toString('base64'),
  ];
  const mail = (subject: string, parts: readonly string[]): Buffer =>
    Buffer.from(
      [
        'From: a@example.com',
        `Subject: ${subject}`,
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        `Body of ${subject}.`,
        ...parts,
        '--b--',
      ].join('\r\n'),
    );
  const inner = mail('inner', part('scan.png', 'image/png', png));
  const outer = mail('outer', [
    ...part('scan.png', 'image/png', png),
    ...part('inner.eml', 'application/octet-stream', inner),
  ]);
  const recogniser = new FakeRecogniser({ lines: [line('Read off the picture', [0.1, 0.1])] });
  const document = await open(recogniser).parse({ content: outer, fileName: 'outer.eml' });
  expect(document.blocks.map((block) => block.text)).toEqual([
    'outer',
    'From: a@example.com',
    'Body of outer.',
    'Attachments: scan.png, inner.eml',
    'scan.png',
    'Read off the picture',
    'inner.eml',
    'inner',
    'From: a@example.com',
    'Body of inner.',
    'Attachments: scan.png',
    'scan.png',
    'Read off the picture',
  ]);
  expect(document.warnings).toEqual([]);
  expect(new Set(recogniser.asked.map((it) => it.file)).size).toBe(2);
  expect([...recogniser.inner.values()]).toEqual([Uint8Array.from(png), Uint8Array.from(png)]);
});

test('a picture inside a mail that nobody reads is named', async () => {
  const source = [
    'From: a@example.com',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: image/png; name=scan.png',
    'Content-Disposition: attachment; filename=scan.png',
    'Content-Transfer-Encoding: base64',
    '',
    png.toString('base64'),
    '--b--',
  ].join('\r\n');
  const document = await open().parse({ content: Buffer.from(source), fileName: 'a.eml' });
  expect(document.warnings).toEqual([{ code: 'FILE_NO_TEXT', subject: 'scan.png' }]);
});
