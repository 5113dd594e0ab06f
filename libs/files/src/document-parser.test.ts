import { test, expect } from 'vitest';
import { createLogger } from '@mingda/platform';
import { DocumentParser } from './document-parser.ts';
test('x', async () => {
  const p = new DocumentParser({ limits: { fileBytes: 1e8, pages: 100, expandedBytes: 1e8, parseMs: 10000 }, threads: 2, logger: createLogger({ logLevel: 'silent' }, 't') });
  console.log(await p.parse({ content: Buffer.from('你好\n\n世界'), fileName: 'a.txt' }));
  await p.close();
  expect(1).toBe(1);
});
