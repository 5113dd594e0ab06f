import { setImmediate as nextTurn } from 'node:timers/promises';
import { zip } from '@mingda/testing';
import { createLogger } from '@mingda/platform';
import { afterAll, describe, expect, test } from 'vitest';
import { grid, pdf } from '../test/fixtures/pdf.ts';
import { docxOf, xlsxOf } from '../test/fixtures/zip.ts';
import { supportedExtensions } from './detection/formats.ts';
import { DocumentParser, type DocumentParserOptions } from './document-parser.ts';

const limits = { fileBytes: 20_000_000, pages: 50, expandedBytes: 20_000_000, parseMs: 20_000 };
const opened: DocumentParser[] = [];
function open(options: Partial<DocumentParserOptions> = {}): DocumentParser {
  const parser = new DocumentParser({
    limits,
    threads: 2,
    logger: createLogger({ logLevel: 'silent' }, 'test'),
    ...options,
  });
  opened.push(parser);
  return parser;
}
afterAll(() => Promise.all(opened.map((parser) => parser.close())));

const memo = { content: Buffer.from('年假十天。'), fileName: 'memo.txt' };
const slow = pdf(
  Array.from({ length: 50 }, () => ({
    texts: [],
    lines: Array.from({ length: 40 }, (_, at) => grid([at, 500 - at], [at, 500 - at])).flat(),
  })),
);

test('reads in threads, never more than allowed, and closes them when they are idle', async () => {
  const parser = open({ idleMs: 50 });
  const documents = await Promise.all(Array.from({ length: 12 }, () => parser.parse(memo)));
  expect(documents.every((it) => it.blocks[0]?.text === '年假十天。')).toBe(true);
  expect(parser.threads).toBeLessThanOrEqual(2);
  await expect.poll(() => parser.threads).toBe(0);
  await expect(parser.parse(memo)).resolves.toBeDefined();
});

test('files share one thread, and one that waits behind a slow file has another started', async () => {
  const parser = open();
  await parser.parse(memo);
  const calledOff = new AbortController();
  let ended = false;
  const content = Buffer.from('<p>word</p>'.repeat(1_200_000));
  const slowOne = parser
    .parse({ content, fileName: 'slow.html' }, calledOff.signal)
    .catch(() => undefined)
    .finally(() => (ended = true));
  const waiting = Promise.all([parser.parse(memo), parser.parse(memo)]);
  await nextTurn();
  expect(parser.threads).toBe(1);
  await waiting;
  expect({ ended, threads: parser.threads }).toEqual({ ended: false, threads: 2 });
  calledOff.abort();
  await slowOne;
});

test('leaves the bytes with the caller unless they are given away', async () => {
  const parser = open();
  const kept = new Uint8Array(Buffer.from('words'));
  await parser.parse({ content: kept, fileName: 'a.txt' });
  expect(kept.byteLength).toBe(5);
  const given = new Uint8Array(Array.from(Buffer.from('words')));
  await parser.parse({ content: given, fileName: 'a.txt', giveAway: true });
  expect(given.byteLength).toBe(0);
});

test('an error comes out of the thread as what it was', async () => {
  await expect(open().parse({ content: Buffer.from('%PDF-1.4 nothing'), fileName: 'a.pdf' })).rejects.toMatchObject({
    name: 'MingdaError',
    code: 'FILE_CORRUPT',
    subject: 'a.pdf',
    detail: expect.any(String) as string,
  });
});

test('a parse that takes too long is ended, the next one works', async () => {
  const parser = open({ threads: 1, limits: { ...limits, parseMs: 1 } });
  await expect(parser.parse({ content: slow, fileName: 'slow.pdf' })).rejects.toMatchObject({
    code: 'PARSE_TIMEOUT',
    subject: 'slow.pdf',
  });
  await expect(open({ threads: 1 }).parse(memo)).resolves.toBeDefined();
});

test('a parse that is called off rejects with the reason, queued or running; the queue goes on', async () => {
  const parser = open({ threads: 1 });
  const running = new AbortController();
  const queued = new AbortController();
  const first = parser.parse({ content: slow, fileName: 'slow.pdf' }, running.signal);
  const second = parser.parse(memo, queued.signal);
  const third = parser.parse(memo);
  queued.abort(new Error('no longer wanted'));
  running.abort(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  await expect(second).rejects.toThrow('no longer wanted');
  await expect(third).resolves.toBeDefined();
});

test('a file that needs more memory than a thread has costs that thread only', async () => {
  // The parsers themselves take about 20 MB of it, compiled on the way.
  const parser = open({ threads: 1, memoryMb: 96 });
  const content = Buffer.from('<br>'.repeat(2_000_000));
  await expect(parser.parse({ content, fileName: 'big.html' })).rejects.toMatchObject({
    code: 'PARSER_CRASHED',
    subject: 'big.html',
  });
  await expect(parser.parse(memo)).resolves.toBeDefined();
});

describe('what is made to harm ends with its own code and the pool lives on', () => {
  const bomb = '<w:p><w:r><w:t>x</w:t></w:r></w:p>'.repeat(700_000);
  const entities = `<!DOCTYPE l [<!ENTITY a "lol">${Array.from({ length: 9 }, (_, at) => `<!ENTITY ${'bcdefghij'.charAt(at)} "${`&${'abcdefghi'.charAt(at)};`.repeat(10)}">`).join('')}]>`;
  const noise = Buffer.from(
    Array.from({ length: 5000 }, (_, at) => (at * 7919 + (at >> 3) * 104_729 + (at % 13) * 77) & 0xff),
  );
  const whole = docxOf('<w:p><w:r><w:t>text</w:t></w:r></w:p>'.repeat(500), {
    'word/media/a.bin': noise.toString('latin1'),
  });
  test.each([
    ['a ZIP bomb', 'a.docx', docxOf(bomb), 'FILE_LIMIT_EXPANSION'],
    [
      'a bomb in a part beside the text',
      'a.docx',
      docxOf('<w:p/>', {
        'word/styles.xml': `<w:styles xmlns:w="w">${' '.repeat(40_000_000)}</w:styles>`,
        'word/_rels/document.xml.rels':
          '<Relationships><Relationship Id="s" Type="x/styles" Target="styles.xml"/></Relationships>',
      }),
      'FILE_LIMIT_EXPANSION',
    ],
    [
      'a ZIP of too many entries',
      'a.docx',
      zip({ 'word/a': '', ...Object.fromEntries(Array.from({ length: 21_000 }, (_, at) => [`word/${at}`, ''])) }),
      'FILE_LIMIT_EXPANSION',
    ],
    [
      'an XML bomb',
      'a.xlsx',
      xlsxOf('', { 'xl/workbook.xml': `${entities}<workbook><sheets>&j;</sheets></workbook>` }),
      'FILE_CORRUPT',
    ],
    ['JSON of too many values', 'a.json', Buffer.from(`[${'{},'.repeat(3_000_000)}{}]`), 'FILE_LIMIT_EXPANSION'],
    ['a text of too many lines', 'a.txt', Buffer.from(`x${'\n'.repeat(5_000_000)}`), 'FILE_LIMIT_EXPANSION'],
    ['endless nesting of elements', 'a.docx', docxOf('<w:p>'.repeat(5000)), 'FILE_CORRUPT'],
    ['endless nesting of HTML', 'a.html', Buffer.from('<div>'.repeat(100_000)), 'FILE_CORRUPT'],
    [
      'a PDF that was cut off before its text',
      'a.pdf',
      pdf([{ texts: [{ x: 1, y: 1, text: 'x' }] }]).subarray(0, 60),
      'FILE_CORRUPT',
    ],
    ['a Word file that was cut off', 'a.docx', whole.subarray(0, whole.length - 900), 'FILE_CORRUPT'],
    ['no bytes', 'a.pdf', Buffer.alloc(0), 'FILE_EMPTY'],
    ['more bytes than allowed', 'a.txt', Buffer.alloc(limits.fileBytes + 1, 'a'), 'FILE_TOO_LARGE'],
  ])('%s', async (_, fileName, content, code) => {
    const parser = open({ threads: 1 });
    await expect(parser.parse({ content, fileName })).rejects.toMatchObject({ code });
    await expect(parser.parse(memo)).resolves.toBeDefined();
    await parser.close();
  });

  test('noise under every extension', async () => {
    const parser = open();
    for (const extension of supportedExtensions) {
      await expect(parser.parse({ content: noise, fileName: `noise.${extension}` })).rejects.toMatchObject({
        code: 'FILE_CORRUPT',
      });
    }
    await expect(parser.parse({ content: noise, fileName: 'noise.bin' })).rejects.toMatchObject({
      code: 'FILE_TYPE_UNSUPPORTED',
    });
    await expect(parser.parse(memo)).resolves.toBeDefined();
  });
});

test('after closing nothing is taken', async () => {
  const parser = open();
  const running = parser.parse({ content: slow, fileName: 'slow.pdf' });
  await Promise.all([expect(running).rejects.toMatchObject({ code: 'PARSER_CRASHED' }), parser.close()]);
  await expect(parser.parse(memo)).rejects.toMatchObject({ code: 'PARSER_CRASHED' });
});
