import { zip } from '@mingda/testing';
import { describe, expect, test } from 'vitest';
import { docxOf, xlsxOf } from '../../test/fixtures/zip.ts';
import { pdf } from '../../test/fixtures/pdf.ts';
import { detectFormat } from './detect-format.ts';
import { mediaTypeOf, supportedExtensions } from './formats.ts';

const ole = (stream: string): Buffer =>
  Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(1024),
    Buffer.from(stream, 'utf16le'),
  ]);

describe('content goes before the name', () => {
  test.each([
    ['report.txt', docxOf('<w:p/>'), 'docx'],
    ['report.docx', xlsxOf(''), 'xlsx'],
    ['report', pdf([{ texts: [] }]), 'pdf'],
    ['export.doc', Buffer.from('<html><body>x</body></html>'), 'html'],
    ['export.xls', Buffer.from('<!DOCTYPE html>\n<table></table>'), 'html'],
    ['letter.bak', Buffer.from('From: a@b.c\nMIME-Version: 1.0\n\nx'), 'eml'],
    ['README', Buffer.from('plain words'), 'txt'],
    ['notes.md', Buffer.from('# Title'), 'md'],
    ['data.TSV', Buffer.from('a\tb'), 'tsv'],
    ['renamed.pdf', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]), 'png'],
    ['photo.bin', Buffer.from([0xff, 0xd8, 0xff, 0, 0, 0]), 'jpeg'],
    ['broken.pdf', Buffer.from([1, 2, 3, 0, 5]), 'pdf'],
    ['a.docx', ole('WordDocument'), 'doc'],
    ['a.doc', ole('Workbook'), 'xls'],
    ['a.bin', ole('PowerPoint Document'), 'ppt'],
    ['a.doc', Buffer.from('{\\rtf1 text}'), 'rtf'],
  ] as const)('%s', (name, content, format) => {
    expect(detectFormat(name, content)).toBe(format);
  });
});

describe('what is not read says why and what to do', () => {
  test.each([
    ['a.txt', Buffer.alloc(0), 'FILE_EMPTY', undefined],
    ['a.eml', Buffer.from('  \n \n'), 'FILE_EMPTY', undefined],
    ['a.docx', ole('EncryptedPackage'), 'FILE_ENCRYPTED', undefined],
    ['a.zip', zip({ 'b.txt': 'x' }), 'FILE_TYPE_UNSUPPORTED', 'Unpack'],
    ['a.tif', Buffer.from([0x49, 0x49, 0x2a, 0, 0, 0]), 'FILE_TYPE_UNSUPPORTED', '.png'],
    ['a.png', Buffer.from('only text'), 'FILE_CORRUPT', undefined],
    ['a.bin', Buffer.from([0, 1, 2, 3, 0, 255]), 'FILE_TYPE_UNSUPPORTED', 'Supported are'],
  ] as const)('%s: %s', (name, content, code, advice) => {
    expect(() => detectFormat(name, content)).toThrow(
      expect.objectContaining({
        code,
        ...(advice === undefined ? {} : { detail: expect.stringContaining(advice) as string }),
      }),
    );
  });
});

test('every format has a media type, every extension is lower case and listed once', () => {
  expect(new Set(supportedExtensions).size).toBe(supportedExtensions.length);
  expect(mediaTypeOf('pdf')).toBe('application/pdf');
});
