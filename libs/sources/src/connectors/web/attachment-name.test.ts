import { expect, test } from 'vitest';
import { attachmentName } from './attachment-name.ts';

const latin1 = (bytes: Buffer): string => bytes.toString('latin1');

test.each([
  [undefined, undefined],
  ['inline', undefined],
  ['attachment; filename=plan.pdf', 'plan.pdf'],
  ['attachment; filename="a \\"b\\".docx"; size=3', 'a "b".docx'],
  [`attachment; filename="x.pdf"; filename*=UTF-8''%E6%89%8B%E5%86%8C.pdf`, '手册.pdf'],
  [`attachment; filename="x.pdf"; filename*=UTF-8''%E6%`, 'x.pdf'],
  [`attachment; filename="${latin1(Buffer.from('手册.pdf'))}"`, '手册.pdf'],
  [`attachment; filename="${latin1(Buffer.from([0xca, 0xd6, 0xb2, 0xe1, 0x2e, 0x70, 0x64, 0x66]))}"`, '手册.pdf'],
  ['attachment; filename="../../etc/passwd"', 'passwd'],
  ['attachment; filename="C:\\\\x\\\\y.txt"', 'y.txt'],
  ['attachment; filename=""', undefined],
])('reads %j', (header, name) => {
  expect(attachmentName(header)).toBe(name);
});

test('takes its time by the length alone', () => {
  expect(attachmentName(`;filename="${'\\'.repeat(200_000)}`)).toBeUndefined();
  expect(attachmentName('; filename'.repeat(50_000))).toBeUndefined();
});
