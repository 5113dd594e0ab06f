import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { zipOf } from '../../../test/zip.ts';
import type { QuestionFile } from './gold-file.ts';
import { readGoldFile, type ReadGoldFileOptions } from './read-gold-file.ts';

const mebibyte = 1024 * 1024;

const read = (content: string | Uint8Array, options: Partial<ReadGoldFileOptions> = {}): Promise<QuestionFile> =>
  readGoldFile(typeof content === 'string' ? Buffer.from(content) : content, {
    expandedBytes: 20 * mebibyte,
    ...options,
  });

const brief = (file: QuestionFile) =>
  file.rows.map(({ key, content }) => ({ key, question: content.question, answers: content.answers }));

async function workbook(rows: readonly (readonly ExcelJS.CellValue[])[]): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('empty');
  const sheet = book.addWorksheet('问题');
  for (const row of rows) sheet.addRow([...row]);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

describe('JSON lines', () => {
  it('are our own export, and a bad line does not cost the others', async () => {
    const file = await read(
      [
        '{"id":"a","question":"几天？","answers":["10天"],"relevant":["hr.md"],"split":"test","tags":["假期"],"keyEntities":["10"]}',
        '',
        '{"id":"b"',
        '[1]',
        '{"id":"c","question":"  "}',
        '{"id":"a","question":"again?"}',
        '{"id":"d","question":"Who?","split":"train"}',
        '{"id":7,"question":"Seven?","answers":null,"unknown":{"deep":true}}',
      ].join('\r\n'),
    );
    expect(file.format).toBe('jsonl');
    expect(file.rows.map((row) => row.key)).toEqual(['a', '7']);
    expect(file.rows[0]).toMatchObject({ split: 'test', content: { relevant: ['hr.md'], tags: ['假期'], lang: 'zh' } });
    expect(file.rows[1]?.content).toMatchObject({ lang: 'en', answers: [] });
    expect(file.refused.map((it) => it.row)).toEqual([3, 4, 5, 6, 7]);
    expect(file.refused[3]).toEqual({ row: 6, en: 'the id a was used in row 1', zh: '编号 a 已在第 1 行出现' });
  });

  it('nested to do harm cost their own row at most', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const { rows, refused } = await read(
      `{"id":"a","question":"A?","x":${deep}}\n{"id":"b","question":"B?","answers":${deep}}\n`,
    );
    expect([rows.map((row) => row.key), refused.map((it) => it.row)]).toEqual([['a'], [2]]);
  });

  it('lose what no database can hold', async () => {
    const { rows } = await read('{"id":"x","question":"a\\u0000b\\ud800c?","answers":["\\udc00"]}');
    expect(rows[0]?.content).toMatchObject({ question: 'ab\uFFFDc?', answers: ['\uFFFD'] });
  });
});

describe('CSV', () => {
  it('is read under English and Chinese headers, with several answers and further columns of them', async () => {
    const file = await read(
      'Question,Answer,Answer 2,Source Keys,Tags,Answerable,Split\n"How many ""days""?",Ten|10,ten days,a.md|b.md,hr,yes,test\nWho?,,,,,no,\n',
    );
    expect(file.rows[0]).toMatchObject({
      split: 'test',
      content: {
        question: 'How many "days"?',
        answers: ['Ten', '10', 'ten days'],
        relevant: ['a.md', 'b.md'],
        tags: ['hr'],
      },
    });
    expect(file.rows[1]).toMatchObject({ split: undefined, content: { answerable: false } });
    const chinese = await read('编号;问题;参考答案;相关文档;是否可答\n1;年假几天？;10天/十天;hr.md;是\n', {
      separator: '/',
    });
    expect(brief(chinese)).toEqual([{ key: '1', question: '年假几天？', answers: ['10天', '十天'] }]);
  });

  it('names refused rows by their number in the file, blank lines counted', async () => {
    const file = await read('question,answerable\nA?,yes\n\n,yes\nB?,maybe\n"C, two\nlines?",no\n');
    expect(file.rows.map((row) => row.content.question)).toEqual(['A?', 'C, two\nlines?']);
    expect(file.refused.map((it) => it.row)).toEqual([4, 5]);
    expect(file.refused[1]?.zh).toBe('“可回答”既不是“是”也不是“否”：maybe');
  });

  it('gets the same id for the same question each time, and refuses the double', async () => {
    const text = '问题\n年假几天？\n年假几天？\n';
    const [first, second] = await Promise.all([read(text), read(text)]);
    expect(first.rows[0]?.key).toBe(createHash('sha256').update('年假几天？').digest('hex').slice(0, 16));
    expect(first).toEqual(second);
    expect(first.refused).toHaveLength(1);
  });

  it('is read in GBK and UTF-16 as well', async () => {
    const header = Buffer.concat([Buffer.from('cecacce2', 'hex'), Buffer.from(','), Buffer.from('b4f0b0b8', 'hex')]);
    const row = Buffer.concat([
      Buffer.from('c4eabcd9bcb8ccec', 'hex'),
      Buffer.from(','),
      Buffer.from('3130ccec', 'hex'),
    ]);
    const file = await read(Buffer.concat([header, Buffer.from('\n'), row, Buffer.from('\n')]));
    expect(brief(file)[0]).toMatchObject({ question: '年假几天', answers: ['10天'] });
    const utf16 = await read(Buffer.from('\uFEFF问题\t答案\n年假几天？\t10天\n', 'utf16le'));
    expect(brief(utf16)[0]).toMatchObject({ question: '年假几天？', answers: ['10天'] });
  });

  it('without a column of questions is refused as a whole, with what was found', async () => {
    await expect(read('name,age\nA,3\n')).rejects.toMatchObject({
      code: 'GOLD_IMPORT_INVALID',
      detail: expect.stringContaining('name, age') as string,
    });
    await expect(read(Buffer.alloc(0))).rejects.toMatchObject({ code: 'FILE_EMPTY' });
  });

  it('of 100,000 questions is read, of one more it is not', async () => {
    const rows = (count: number): string =>
      `id,question\n${Array.from({ length: count }, (_, n) => `k${n},Q ${n}?`).join('\n')}\n`;
    expect((await read(rows(100_000))).rows).toHaveLength(100_000);
    await expect(read(rows(100_001))).rejects.toMatchObject({ code: 'GOLD_IMPORT_INVALID' });
  });

  it('keeps what looks like a formula as text, and takes off the apostrophe of our export', async () => {
    const { rows } = await read(`question,answer\n'=1+1?,=cmd|' /C calc'!A0\n`, { separator: ';' });
    expect(rows[0]?.content).toMatchObject({ question: '=1+1?', answers: ["=cmd|' /C calc'!A0"] });
  });
});

describe('Excel', () => {
  it('is read from the first sheet with rows; numbers, formulas and rich text as they show', async () => {
    const file = await read(
      await workbook([
        ['编号', '问题', '答案'],
        [1, '几天？', 10],
        [],
        [2, { richText: [{ text: '多少' }, { text: '钱？' }] }, { formula: 'A1*3', result: 30 }],
        [3, { formula: 'A1&""' }, 'x'],
      ]),
    );
    expect(file.format).toBe('xlsx');
    expect(brief(file)).toEqual([
      { key: '1', question: '几天？', answers: ['10'] },
      { key: '2', question: '多少钱？', answers: ['30'] },
    ]);
    // A formula that nobody has computed has no value.
    expect(file.refused).toEqual([{ row: 5, en: 'there is no question', zh: '没有问题' }]);
  });

  it('that is a bomb, or no workbook, is refused', async () => {
    const bomb = zipOf({ '[Content_Types].xml': Buffer.alloc(30 * mebibyte, 'a') });
    await expect(read(bomb)).rejects.toMatchObject({ code: expect.stringMatching(/^FILE_/) as string });
    const sheet = zipOf({
      '[Content_Types].xml': '<Types/>',
      '_rels/.rels':
        '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
      'xl/workbook.xml': '<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="s.xml"/></Relationships>',
      'xl/s.xml': Buffer.alloc(40 * mebibyte, ' '),
    });
    await expect(read(sheet)).rejects.toMatchObject({ code: 'FILE_LIMIT_EXPANSION' });
    await expect(read(Buffer.from('PK\x03\x04 not a zip'))).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
  });
});

const squad = {
  version: 'v2.0',
  data: [
    {
      title: 'Leave',
      paragraphs: [
        {
          context: 'Ten days of leave each year.',
          qas: [
            {
              id: 'q1',
              question: 'How many days?',
              answers: [
                { text: 'Ten days', answer_start: 0 },
                { text: 'Ten days', answer_start: 0 },
                { text: 'Ten', answer_start: 0 },
              ],
              is_impossible: false,
            },
            {
              id: 'q2',
              question: 'How much pay?',
              answers: [],
              plausible_answers: [{ text: 'Ten', answer_start: 0 }],
              is_impossible: true,
            },
          ],
        },
      ],
    },
  ],
};

describe('SQuAD and CMRC', () => {
  it('version 2 keeps what cannot be answered, version 1 has nothing of it; answers once each', async () => {
    const file = await read(JSON.stringify(squad, undefined, 2));
    expect(file.format).toBe('squad');
    expect(file.rows.map((row) => row.content)).toMatchObject([
      { answers: ['Ten days', 'Ten'], relevant: ['Leave-1'], answerable: true, lang: 'en' },
      { answers: [], relevant: [], answerable: false },
    ]);
    const one = JSON.stringify({
      ...squad,
      data: squad.data.map((it) => ({
        ...it,
        paragraphs: [{ context: 'c', qas: [{ id: 'x', question: 'Y?', answers: [] }] }],
      })),
    });
    expect((await read(one)).rows[0]?.content.answerable).toBe(true);
  });

  it('CMRC is read in both of its layouts, with the ids of its paragraphs', async () => {
    const paragraph = {
      id: 'TRIAL_800',
      context: '年假10天。',
      qas: [{ id: 'TRIAL_800_QUERY_0', question: '年假几天？', answers: [{ text: '10天', answer_start: 2 }] }],
    };
    const squadStyle = await read(
      JSON.stringify({ version: 'v1.0', data: [{ title: '年假', id: 'TRIAL_800', paragraphs: [paragraph] }] }),
    );
    const first = await read(
      JSON.stringify([
        {
          context_id: 'TRIAL_800',
          context_text: '年假10天。',
          title: '年假',
          qas: [{ query_id: 'TRIAL_800_QUERY_0', query_text: '年假几天？', answers: ['10天'] }],
        },
      ]),
    );
    expect(squadStyle).toEqual(first);
    expect(first.rows).toMatchObject([
      { key: 'TRIAL_800_QUERY_0', content: { relevant: ['TRIAL_800'], answers: ['10天'] } },
    ]);
    expect(first.documents).toEqual([{ id: 'TRIAL_800', title: '年假', text: '年假10天。', lang: 'zh' }]);
  });

  it('JSON of another shape, broken JSON and a wrong choice of format are refused as a whole', async () => {
    for (const content of ['{"data": 3}', '[1, 2]', '{"data": [', '[{"question":']) {
      await expect(read(content)).rejects.toMatchObject({ code: 'GOLD_IMPORT_INVALID' });
    }
    await expect(read('question\nA?\n', { format: 'beir' })).rejects.toMatchObject({ code: 'GOLD_IMPORT_INVALID' });
    await expect(read('question\nA?\n', { format: 'squad' })).rejects.toMatchObject({ code: 'GOLD_IMPORT_INVALID' });
  });
});

describe('BEIR', () => {
  const files = {
    'set/corpus.jsonl': '{"_id":"d1","title":"T","text":"Vitamin D helps."}\n{"_id":"d2","text":"Other."}\n',
    'set/queries.jsonl':
      '{"_id":"1","text":"Does vitamin D help?"}\n{"_id":"2","text":"Unjudged?"}\n{"_id":"3","text":"Both?"}\nnonsense\n',
    'set/qrels/train.tsv': 'query-id\tcorpus-id\tscore\n3\td1\t1\n',
    'set/qrels/test.tsv': 'query-id\tcorpus-id\tscore\n1\td1\t2\n1\td2\t0\n3\td2\t1\n',
  };

  it('packed: judgements above 0 are relevant, test is the test split, what is not judged is named', async () => {
    const file = await read(zipOf(files));
    expect(file).toMatchObject({ format: 'beir', documents: [] });
    expect(file.rows.map(({ key, split, content }) => [key, split, content.relevant])).toEqual([
      ['1', 'test', ['d1']],
      ['3', 'test', ['d1', 'd2']],
    ]);
    expect(file.refused.map((it) => it.row)).toEqual([2, 4]);
    const corpus = await read(zipOf(files), { readsCorpus: true });
    expect(corpus.documents.map((it) => it.id)).toEqual(['d1', 'd2']);
  });

  it('without judgements, or with a corpus that unpacks to too much, is refused', async () => {
    await expect(read(zipOf({ 'queries.jsonl': files['set/queries.jsonl'] }))).rejects.toMatchObject({
      code: 'GOLD_IMPORT_INVALID',
    });
    const bomb = zipOf({ ...files, 'set/qrels/test.tsv': Buffer.alloc(30 * mebibyte, '1\td1\t1\n') });
    await expect(read(bomb)).rejects.toMatchObject({ code: 'FILE_LIMIT_EXPANSION' });
  });
});

const datasets = process.env['MINGDA_DATASETS'];

describe.skipIf(datasets === undefined)('public question sets', () => {
  it('are read whole', async () => {
    for (const [name, count] of [
      ['cmrc2018', 2546],
      ['xquad-en', 545],
      ['tidb-faq-zh', 242],
    ] as const) {
      const file = await read(await readFile(join(datasets ?? '', 'open', name, 'questions.jsonl')));
      expect([name, file.rows.length, file.refused.length]).toEqual([name, count, 0]);
    }
  });
});
