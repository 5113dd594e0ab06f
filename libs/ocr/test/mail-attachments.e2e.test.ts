import { DocumentParser } from '@mingda/files';
import { createLogger, loadConfig } from '@mingda/platform';
import { drawnPdf } from '@mingda/testing';
import { afterAll, expect, test } from 'vitest';
import { OcrReader } from '../src/ocr-reader.ts';
import { renderPage } from '../tools/rendered-page.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');
const { limits } = loadConfig({});
const parser = new DocumentParser({ limits, threads: 1, logger, recogniser: new OcrReader({ threads: 2, logger }) });
afterAll(() => parser.close());

const photo = renderPage(['年假共十天，须提前三个工作日申请。'], { lang: 'zh', dpi: 150, seed: 3, lines: 3 }).bytes;
const scan = renderPage(['Two pages of the contract were signed in Munich.'], {
  lang: 'en',
  dpi: 150,
  seed: 4,
  lines: 3,
}).bytes;

function part(name: string, type: string, content: Buffer): string[] {
  return [
    '--b',
    `Content-Type: ${type}; name=${name}`,
    `Content-Disposition: attachment; filename=${name}`,
    'Content-Transfer-Encoding: base64',
    '',
    content.toString('base64'),
  ];
}

test('a photo and a scanned PDF attached to a mail are read', async () => {
  const drawn = await drawnPdf((page) => page.image(scan, 0, 0, { width: 595 }), { size: 'A4', margin: 0 });
  const mail = [
    'From: a@example.com',
    'Subject: Scans',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    ...part('photo.jpg', 'image/jpeg', photo),
    ...part('scan.pdf', 'application/pdf', Buffer.from(drawn)),
    '--b--',
  ].join('\r\n');
  const document = await parser.parse({ content: Buffer.from(mail), fileName: 'scans.eml' });
  const text = document.blocks.map((block) => block.text.replace(/\s+/g, '')).join('\n');
  expect(text).toContain('须提前三个工作日申请');
  expect(text).toContain('signedinMunich');
  expect(document.warnings).toEqual([]);
});
