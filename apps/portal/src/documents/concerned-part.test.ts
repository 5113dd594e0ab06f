import { expect, test } from 'vitest';
import { en } from '../i18n/en.ts';
import { zh } from '../i18n/zh.ts';
import { concernedPart } from './concerned-part.ts';

test.each([
  ['page 2', 'page 2', '第 2 页'],
  ['pages 5-9', 'pages 5–9', '第 5–9 页'],
  ['rows beyond the limit of 50000', 'rows beyond the limit of 50,000 rows', '超出上限（50,000 行）的行'],
  [
    '价格: 2026: rows beyond the limit of 50000 rows or 1000000 cells',
    '价格: 2026: rows beyond the limit of 50,000 rows or 1,000,000 cells',
    '价格: 2026: 超出上限（50,000 行或 1,000,000 个单元格）的行',
  ],
  ['attachments beyond the first 100', 'attachments beyond the first 100', '第 100 个之后的附件'],
  ['page 2 of the draft.docx', 'page 2 of the draft.docx', 'page 2 of the draft.docx'],
])('the part "%s" is said in both languages', (subject, english, chinese) => {
  expect([concernedPart(subject, en), concernedPart(subject, zh)]).toEqual([english, chinese]);
});
