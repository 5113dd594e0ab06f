import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { protectedPdf } from '@mingda/testing';
import { expect, test } from 'vitest';
import { parseContent } from './parse-content.ts';

const limits = { pages: 100, expandedBytes: 50_000_000 };
const datasets = process.env['MINGDA_DATASETS'];

async function read(fileName: string, bytes: Buffer, password?: string): Promise<string> {
  const given = { bytes, fileName, ...(password === undefined ? {} : { password }) };
  const { document } = await parseContent(given, limits);
  return document.blocks.map((it) => it.text).join('\n');
}

test('a protected PDF: without its password, with a wrong one, with the right one', async () => {
  const bytes = Buffer.from(await protectedPdf('Ten days of leave a year.', 'sesame öäü'));
  await expect(read('a.pdf', bytes)).rejects.toMatchObject({ code: 'FILE_ENCRYPTED', subject: 'a.pdf' });
  const wrong = read('a.pdf', bytes, 'Sesame');
  await expect(wrong).rejects.toMatchObject({ code: 'FILE_PASSWORD_WRONG', subject: 'a.pdf' });
  await expect(wrong).rejects.not.toThrow('Sesame');
  await expect(read('a.pdf', bytes, 'sesame öäü')).resolves.toBe('Ten days of leave a year.');
});

test('a password that is not needed does no harm', async () => {
  await expect(read('a.txt', Buffer.from('plain'), 'sesame')).resolves.toBe('plain');
});

test.skipIf(datasets === undefined).each([
  ['enc-pass.docx', 'pass', 'password protected document'],
  ['enc-tika.xlsx', 'tika', 'Encrypted Excel'],
  ['enc-password.pdf', 'password', ''],
])('%s', async (fileName, password, text) => {
  const bytes = await readFile(join(datasets ?? '', 'files-open', fileName));
  await expect(read(fileName, bytes)).rejects.toMatchObject({ code: 'FILE_ENCRYPTED' });
  await expect(read(fileName, bytes, 'wrong')).rejects.toMatchObject({ code: 'FILE_PASSWORD_WRONG' });
  await expect(read(fileName, bytes, password)).resolves.toContain(text);
});
