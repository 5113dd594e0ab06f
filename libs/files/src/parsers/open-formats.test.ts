import { zip } from '@mingda/testing';
import { burn } from '@kenjiuno/msgreader/lib/Burner.js';
import { TypeEnum } from '@kenjiuno/msgreader/lib/Reader.js';
import { expect, test } from 'vitest';
import { outline, parse } from '../../test/fixtures/parse.ts';

const names =
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"';
const mediaType = 'application/vnd.oasis.opendocument.text';

const odf = (body: string, more: Readonly<Record<string, string>> = {}): Buffer =>
  zip({
    'content.xml': `<office:document-content ${names}><office:body>${body}</office:body></office:document-content>`,
    ...more,
  });

test('odt: title, headings, lists, notes, spaces, a table with merged cells and a named header', async () => {
  const body = `<office:text>
    <text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>
    <text:h text:outline-level="1">休假</text:h>
    <text:p>年假<text:span>十天</text:span><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>不含试用期</text:p></text:note-body></text:note>。</text:p>
    <text:list><text:list-item><text:p>填表</text:p><text:list><text:list-item><text:p>签字</text:p></text:list-item></text:list></text:list-item></text:list>
    <text:p>A<text:s text:c="2"/>B<office:annotation><text:p>remark</text:p></office:annotation><text:line-break/>C</text:p>
    <table:table>
      <table:table-header-rows><table:table-row><table:table-cell><text:p>等级</text:p></table:table-cell><table:table-cell><text:p>天数</text:p></table:table-cell></table:table-row></table:table-header-rows>
      <table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>甲</text:p></table:table-cell><table:table-cell><text:p>5</text:p></table:table-cell></table:table-row>
      <table:table-row><table:covered-table-cell/><table:table-cell><text:p>7</text:p></table:table-cell></table:table-row>
    </table:table></office:text>`;
  const document = await parse(
    'leave.odt',
    odf(body, {
      'meta.xml': `<office:document-meta ${names}><office:meta><dc:title>员工手册</dc:title></office:meta></office:document-meta>`,
    }),
  );
  expect(document.title).toBe('员工手册');
  expect(outline(document)).toEqual([
    'h1 休假',
    'p 年假十天。',
    'p 不含试用期',
    'li 填表',
    'li 签字',
    'p A B\nC',
    'tr 等级: 甲 | 天数: 5',
    'tr 等级: 甲 | 天数: 7',
  ]);
});

test('ods: each sheet is a page, the repeated rest of a sheet costs nothing', async () => {
  const row = (...cells: string[]): string =>
    `<table:table-row>${cells.map((it) => `<table:table-cell><text:p>${it}</text:p></table:table-cell>`).join('')}<table:table-cell table:number-columns-repeated="16380"/></table:table-row>`;
  const rest =
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>';
  const body = `<office:spreadsheet><table:table table:name="价格">${row('型号', '单价')}${row('TH-01', '120')}${rest}</table:table><table:table table:name="空">${rest}</table:table></office:spreadsheet>`;
  const document = await parse('prices.ods', odf(body));
  expect(outline(document)).toEqual(['h1 价格', 'tr 型号: TH-01 | 单价: 120', 'h1 空']);
  expect(document.pages.map(({ page, state }) => [page, state])).toEqual([
    [1, 'table'],
    [2, 'empty'],
  ]);
});

test('odp: each slide is a page; a slide of pictures alone is a scan', async () => {
  const body = `<office:presentation><draw:page draw:name="p1"><draw:frame><draw:text-box><text:p>Channel training</text:p></draw:text-box></draw:frame></draw:page><draw:page draw:name="p2"><draw:frame><draw:image/></draw:frame></draw:page></office:presentation>`;
  const document = await parse('training.odp', odf(body));
  expect(outline(document)).toEqual(['p Channel training']);
  expect(document.pages.map((it) => it.state)).toEqual(['text', 'scan']);
});

test('an OpenDocument file is known by its content, a protected one asks for its password', async () => {
  // Stored first and uncompressed, as the standard wants it: here by hand, since the helper deflates.
  const stored = Buffer.concat([Buffer.alloc(26), Buffer.from(`mimetype${mediaType}`)]);
  stored.write('PK\x03\x04', 'latin1');
  await expect(parse('renamed.bin', stored)).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
  const manifest =
    '<manifest:manifest xmlns:manifest="m"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>';
  await expect(parse('locked.odt', odf('', { 'META-INF/manifest.xml': manifest }))).rejects.toMatchObject({
    code: 'FILE_ENCRYPTED',
  });
});

const container = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>';
const book = (spine: string): string =>
  `<package><metadata><dc:title xmlns:dc="d">Guide</dc:title></metadata><manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="a" href="text/part%20one.xhtml" media-type="application/xhtml+xml"/>
    <item id="b" href="text/two.xhtml" media-type="application/xhtml+xml"/>
    <item id="gone" href="text/gone.xhtml" media-type="application/xhtml+xml"/>
    <item id="c" href="style.css" media-type="text/css"/></manifest><spine>${spine}</spine></package>`;

const epub = (more: Readonly<Record<string, string>> = {}): Buffer =>
  zip({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': container,
    'OEBPS/book.opf': book(
      '<itemref idref="nav"/><itemref idref="b"/><itemref idref="a"/><itemref idref="gone"/><itemref idref="c"/>',
    ),
    'OEBPS/nav.xhtml': '<html><body><p>Contents</p></body></html>',
    'OEBPS/text/part one.xhtml': '<html><body><h1>One</h1><p>First.</p></body></html>',
    'OEBPS/text/two.xhtml': '<html><body><h1>Two</h1><p>Second.</p></body></html>',
    ...more,
  });

test('epub: the reading order decides, a missing part is named, the contents page is left out', async () => {
  const document = await parse('guide.epub', epub());
  expect(document.title).toBe('Guide');
  expect(outline(document)).toEqual(['h1 Two', 'p Second.', 'h1 One', 'p First.']);
  expect(document.warnings).toEqual([{ code: 'FILE_CORRUPT', subject: 'OEBPS/text/gone.xhtml' }]);
});

test('epub: scrambled fonts are no obstacle, protection is', async () => {
  const method = (algorithm: string): string =>
    `<encryption><EncryptedData><EncryptionMethod Algorithm="${algorithm}"/></EncryptedData></encryption>`;
  const fonts = await parse(
    'fonts.epub',
    epub({ 'META-INF/encryption.xml': method('http://www.idpf.org/2008/embedding') }),
  );
  expect(fonts.blocks).toHaveLength(4);
  const drm = parse(
    'drm.epub',
    epub({ 'META-INF/encryption.xml': method('http://www.w3.org/2001/04/xmlenc#aes256-cbc') }),
  );
  await expect(drm).rejects.toMatchObject({ code: 'FILE_ENCRYPTED' });
});

/** The least Outlook item: one stream for each text property (MS-OXMSG 2.4), in the given code page. */
function msg(texts: Readonly<Record<string, Buffer>>, codePage: number): Buffer {
  const header = Buffer.alloc(32);
  const property = Buffer.alloc(16);
  property.writeUInt32LE(0x3ffd0003, 0);
  property.writeUInt32LE(6, 4);
  property.writeUInt32LE(codePage, 8);
  const streams = { '__properties_version1.0': Buffer.concat([header, property]), ...texts };
  const entries = Object.entries(streams).map(([name, bytes]) => ({
    name,
    type: TypeEnum.DOCUMENT,
    length: bytes.length,
    binaryProvider: () => [...bytes],
  }));
  const root = { name: 'Root Entry', type: TypeEnum.ROOT, length: 0, children: entries.map((_, at) => at + 1) };
  return Buffer.from(burn([root, ...entries]));
}

test('msg: subject, sender and body, in Unicode or in a code page', async () => {
  const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');
  const unicode = await parse(
    'a.msg',
    msg(
      {
        '__substg1.0_0037001F': wide('停电通知'),
        '__substg1.0_0C1A001F': wide('行政部'),
        '__substg1.0_1000001F': wide('周六停电。'),
      },
      1200,
    ),
  );
  expect(unicode.title).toBe('停电通知');
  expect(outline(unicode)).toEqual(['h1 停电通知', 'p From: 行政部', 'p 周六停电。']);
  // 「格式測試」 in Big5.
  const big5 = Buffer.from('ae e6 a6 a1 b4 fa b8 d5'.replaceAll(' ', ''), 'hex');
  const old = await parse('b.msg', msg({ '__substg1.0_0037001E': big5, '__substg1.0_1000001E': big5 }, 950));
  expect(outline(old)).toEqual(['h1 格式測試', 'p 格式測試']);
});

test('msg: a broken item is a damaged file', async () => {
  const whole = msg({ '__substg1.0_1000001F': Buffer.from('x', 'utf16le') }, 1200);
  await expect(parse('cut.msg', whole.subarray(0, 700))).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
});
