import { zip } from '@mingda/testing';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { docxOf } from '../../test/fixtures/zip.ts';
import { archiveMembers, type ArchiveMember } from './archive-members.ts';

const limits = { expandedBytes: 50_000_000, fileBytes: 1_000_000 };

async function members(content: Buffer, own = limits): Promise<ArchiveMember[]> {
  const found: ArchiveMember[] = [];
  for await (const member of archiveMembers({ content, fileName: 'a.zip' }, own)) found.push(member);
  return found;
}

const seen = (all: readonly ArchiveMember[]): string[] =>
  all.map((it) =>
    'error' in it ? `${it.path}: ${it.error.code}` : `${it.path}: ${Buffer.from(it.content).toString('utf8')}`,
  );

test('files with their paths, inner archives opened, what systems leave behind passed over', async () => {
  const content = zip({
    '人事/休假.txt': '十天',
    'folder/': '',
    'A.txt': 'upper',
    'a.txt': 'lower',
    '__MACOSX/a.txt': 'x',
    'x/.DS_Store': 'x',
    'x/~$draft.docx': 'x',
    'inner.zip': zip({ 'b.txt': 'b' }),
  });
  expect(seen(await members(content))).toEqual([
    '人事/休假.txt: 十天',
    'A.txt: upper',
    'a.txt: lower',
    'inner.zip/b.txt: b',
  ]);
});

test('a document that is a ZIP by format stays one file', async () => {
  const word = docxOf('<w:p/>');
  const [member] = await members(zip({ 'a.docx': word }));
  expect(member).toEqual({ path: 'a.docx', content: word });
});

test('paths cannot climb out and are never absolute', async () => {
  const content = zip({ '../../etc/passwd': 'x', '/root.txt': 'x', '..\\..\\win.ini': 'x', 'a/../b.txt': 'x' });
  expect((await members(content)).map((it) => it.path)).toEqual(['etc/passwd', 'root.txt', 'win.ini', 'b.txt']);
});

test('names packed on a Chinese system are read in its code page', async () => {
  const plain = zip({ 'AAAA.txt': 'x' });
  const name = Buffer.from([0xd6, 0xc6, 0xb6, 0xc8]);
  const mark = Buffer.from('AAAA');
  for (let at = plain.indexOf(mark); at >= 0; at = plain.indexOf(mark, at + 1)) name.copy(plain, at);
  expect((await members(plain)).map((it) => it.path)).toEqual(['制度.txt']);
});

test('a member beyond its bound, a locked and a damaged one are named, the others are read', async () => {
  const locked = zip({ 'locked.txt': 'x', 'good.txt': 'fine' });
  const directory = locked.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  locked.writeUInt16LE(1, directory + 8);
  locked.writeUInt16LE(1, 6);
  expect(seen(await members(locked))).toEqual(['locked.txt: FILE_ENCRYPTED', 'good.txt: fine']);
  const large = zip({
    'large.txt': Buffer.alloc(2_000_000, 'ab c'),
    'good.txt': 'fine',
    'broken.zip': 'PK\x03\x04 no zip',
  });
  expect(seen(await members(large))).toEqual([
    'large.txt: FILE_TOO_LARGE',
    'good.txt: fine',
    'broken.zip: FILE_CORRUPT',
  ]);
});

test('what unpacks without end stops: by bytes, by depth', async () => {
  const bomb = zip({
    'a.zip': zip({ 'b.txt': Buffer.alloc(900_000) }),
    'c.zip': zip({ 'd.txt': Buffer.alloc(900_000) }),
  });
  await expect(members(bomb, { ...limits, expandedBytes: 1_000_000 })).rejects.toMatchObject({
    code: 'FILE_LIMIT_EXPANSION',
  });
  let deep = zip({ 'end.txt': 'x' });
  for (let level = 0; level < 5; level += 1) deep = zip({ 'n.zip': deep });
  expect(seen(await members(deep))).toEqual(['n.zip/n.zip/n.zip: FILE_LIMIT_EXPANSION']);
});

const datasets = process.env['MINGDA_DATASETS'];
test.skipIf(datasets === undefined)('an archive that contains itself ends', async () => {
  const content = await readFile(join(datasets ?? '', 'files-open', 'droste.zip'));
  const found = await members(content);
  expect(found.length).toBeGreaterThan(0);
  expect(found.some((it) => 'error' in it && it.error.code === 'FILE_LIMIT_EXPANSION')).toBe(true);
});

test('a file that is no ZIP behind its mark is damaged', async () => {
  await expect(members(Buffer.from('PK\x03\x04 and then nothing'))).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
});
