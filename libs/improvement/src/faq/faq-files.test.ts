import type { FaqEntry } from '@mingda/contracts';
import type { FaqRepository } from '@mingda/database';
import { describe, expect, it } from 'vitest';
import { exportFaq } from './export-faq.ts';
import { readFaqFile } from './read-faq-file.ts';

const limits = { expandedBytes: 10_000_000 };
const read = (text: string) => readFaqFile(Buffer.from(text), limits);

const stored: FaqEntry[] = [
  {
    id: '0198c0de-0000-7000-8000-000000000001',
    collectionId: '0198c0de-0000-7000-8000-000000000002',
    question: '“加班费”怎么算，a < b & c？',
    phrasings: ['加班工资怎么计算', 'How is overtime paid?'],
    answer: '=SUM 开头的也不是公式\n1. 工作日 1.5 倍\n2. 周末 2 倍，"含税"',
    citations: [{ documentId: '0198c0de-0000-7000-8000-000000000003', quote: '工作日 1.5 倍' }],
    owner: 'Payroll',
    validUntil: '2030-01-31T23:59:59.000Z',
    state: 'approved',
    answers: true,
    revision: 2,
    approvedBy: 'Payroll',
    approvedAt: '2026-11-01T00:00:00.000Z',
    changedBy: 'Payroll',
    gapId: null,
    createdAt: '2026-11-01T00:00:00.000Z',
    updatedAt: '2026-11-01T00:00:00.000Z',
  },
];
/** The page of entries that an export reads; the database has tests of its own. */
const faq = { list: async () => ({ items: stored, total: 1 }) } as unknown as FaqRepository;

describe('approved answers as files', () => {
  it.each(['jsonl', 'csv', 'xlsx'] as const)('%s comes back as it went', async (format) => {
    const file = await exportFaq(faq, { tenantId: 't' }, { collectionId: 'c', format });
    const [entry, ...others] = await readFaqFile(file, limits);
    const { question, phrasings, answer, citations, owner, validUntil } = stored[0] ?? {};
    expect(entry?.content).toEqual({ question, phrasings, answer, citations, owner, validUntil });
    expect(others).toEqual([]);
  });

  it.each([
    ['jsonl', '{"question":"a","answer":"b","state":"retired"}\n{"question":"c","answer":"d","state":"draft"}\n'],
    ['csv', 'question,answer,state\na,b,retired\nc,d,draft\n'],
  ])('%s remembers what was out of service', async (_, text) => {
    expect((await read(text)).map((it) => it.retired ?? false)).toEqual([true, false]);
  });

  it('a cell that looks like a formula is not one', async () => {
    const csv = (await exportFaq(faq, { tenantId: 't' }, { collectionId: 'c', format: 'csv' })).toString();
    expect(csv).toContain(`"'=SUM`);
    expect(csv.startsWith('\uFEFF')).toBe(true);
  });

  it('Chinese headers, several phrasings in a cell, days without a time', async () => {
    const entries = await read(
      '问题,相似问,答案,负责人,有效期至\n年假几天？,年假有多少天|年休假天数,十天。,人事,2030/1/5\n',
    );
    expect(entries).toEqual([
      {
        line: 2,
        content: {
          question: '年假几天？',
          phrasings: ['年假有多少天', '年休假天数'],
          answer: '十天。',
          owner: '人事',
          validUntil: '2030-01-05T23:59:59.000Z',
          citations: [],
        },
      },
    ]);
  });

  it('a table in GB 18030 is read', async () => {
    const gb = Buffer.from([
      0xce, 0xca, 0xcc, 0xe2, 0x2c, 0xb4, 0xf0, 0xb0, 0xb8, 0x0a, 0xc4, 0xea, 0xbc, 0xd9, 0x2c, 0xca, 0xae, 0xcc, 0xec,
      0x0a,
    ]);
    expect((await readFaqFile(gb, limits))[0]?.content).toMatchObject({ question: '年假', answer: '十天' });
  });

  it('lines that cannot be used say why and stop nothing', async () => {
    const entries = await read(
      '{"question":"a","answer":"b"}\n{"question":""}\nnot json\n[1]\n{"question":"c","answer":"d","validUntil":"soon"}\n',
    );
    expect(entries.map((it) => [it.line, it.content?.question, it.reason === undefined])).toEqual([
      [1, 'a', true],
      [2, undefined, false],
      [3, undefined, false],
      [4, undefined, false],
      [5, undefined, false],
    ]);
    const [bad] = await read('question,answer,validUntil\nx,y,never\n');
    expect(bad?.reason).toContain('never');
  });

  it.each(['', '   ', 'a,b\n1,2\n', '\u0000\u0001\u0002', 'PK\u0003\u0004 but no archive'])(
    'what is no such file is refused as a whole: %j',
    async (text) => {
      await expect(read(text)).rejects.toMatchObject({ code: 'FAQ_IMPORT_INVALID' });
    },
  );
});
