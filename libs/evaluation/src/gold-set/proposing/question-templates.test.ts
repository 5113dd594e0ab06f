import type { SourceDocument } from '@mingda/database';
import { describe, expect, it } from 'vitest';
import { questionsOfDocument } from './question-templates.ts';

function made(text: string, headings: readonly string[] = [], title = '手册') {
  const document: SourceDocument = { documentId: 'd', versionId: 'v', sourceKey: 'k', title, lang: 'zh', text };
  return questionsOfDocument(document, [{ headingPath: [title, ...headings], text }]);
}

const brief = (text: string, headings: readonly string[] = [], title = '手册') =>
  made(text, headings, title).map(({ question, answer, maker }) => [maker, question, answer]);

describe('questions made of a document by its form', () => {
  it('pairs of question and answer, marked or as a heading', () => {
    expect(
      brief('Q: How long is probation?\nA: Three months. Longer for managers.\n问：食堂几点开饭？\n答：十一点半。'),
    ).toEqual([
      ['faq.v1', 'How long is probation?', 'Three months. Longer for managers.'],
      ['faq.v1', '食堂几点开饭？', '十一点半。'],
    ]);
    expect(brief('1. 忘记密码怎么办？\n在登录页点击“忘记密码”。再查收邮件。')).toEqual([
      ['faq.v1', '忘记密码怎么办？', '在登录页点击“忘记密码”。'],
    ]);
    expect(brief('谁能例外？为什么？\n没有人。')).toEqual([]);
  });

  it('cells of a table, in the words of its language; a name that two rows share is not asked for', () => {
    expect(brief('城市: 上海 | 住宿标准: 600元 | 备注: 含早\n城市: 成都 | 住宿标准: 400元')).toEqual([
      ['table.v1', '上海的住宿标准是多少？', '600元'],
      ['table.v1', '上海的备注是什么？', '含早'],
      ['table.v1', '成都的住宿标准是多少？', '400元'],
    ]);
    expect(brief('Model: X200 | Daily rate: 40 EUR', [], 'Prices')).toEqual([
      ['table.v1', 'What is the daily rate of X200?', '40 EUR'],
    ]);
    expect(brief('姓名: 王 | 电话: 1234\n姓名: 王 | 电话: 5678')).toEqual([]);
    expect(brief('年: 2024 | 收入: 5\n年: 2025 | 收入: 6')).toEqual([]);
  });

  it('definitions, but not of what only points back', () => {
    expect(brief('差旅补贴是指出差期间的伙食和交通补助。这是指前一条。')).toEqual([
      ['definition.v1', '什么是差旅补贴？', '差旅补贴是指出差期间的伙食和交通补助。'],
    ]);
    expect(brief('Carry-over means that unused days move to the next year. It means a lot.', [], 'Leave')).toEqual([
      ['definition.v1', 'What does “Carry-over” mean?', 'Carry-over means that unused days move to the next year.'],
    ]);
  });

  it('sections, without the number of their heading', () => {
    expect(brief('手册\n2.1 年假结转\n未休的年假可以结转到次年三月底。', ['2.1 年假结转'])).toEqual([
      ['heading.v1', '《手册》对“年假结转”是怎么规定的？', '未休的年假可以结转到次年三月底。'],
    ]);
  });

  it('each in turn, and only what stands in the text', () => {
    const rows = Array.from({ length: 5 }, (_, n) => `城市: 城${'一二三四五'[n] ?? ''}区 | 标准: ${n}00元`).join('\n');
    const makers = made(`${rows}\n差旅补贴是指出差期间的补助。`).map((it) => it.maker);
    expect(makers.slice(0, 3)).toEqual(['table.v1', 'definition.v1', 'table.v1']);
  });

  it('of a hostile document come to an end', () => {
    expect(made(`${'a '.repeat(200_000)}\n${' | '.repeat(100_000)}\n${'是指'.repeat(100_000)}`)).toEqual([]);
  });
});
