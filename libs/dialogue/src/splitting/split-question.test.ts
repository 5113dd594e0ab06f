import { describe, expect, it } from 'vitest';
import { splitQuestion } from './split-question.ts';

describe('questions that ask several things', () => {
  it.each([
    ['年假有几天？病假需要什么证明？', ['年假有几天？', '病假需要什么证明？']],
    ['年假和病假分别有几天？', ['年假有几天', '病假有几天']],
    ['男子和女子的平均年收入分别是多少', ['男子的平均年收入是多少', '女子的平均年收入是多少']],
    ['甲公司的收入和利润分别是多少', ['甲公司的收入是多少', '甲公司的利润是多少']],
    ['1. 年假有几天？ 2. 怎么申请年假？', ['年假有几天？', '怎么申请年假？']],
    [
      'How many days of leave do I get? And who approves them?',
      ['How many days of leave do I get?', 'who approves them?'],
    ],
    [
      'What is the deductible? Does the plan cover eye exams?',
      ['What is the deductible?', 'Does the plan cover eye exams?'],
    ],
  ])('%s', (question, parts) => expect(splitQuestion(question)).toEqual(parts));
});

describe('questions that stay one', () => {
  it.each([
    '年假有几天？',
    '年假和病假可以连着请吗？',
    '差旅费报销的标准和流程是什么',
    '《关于加班的规定是否合理?》一文的作者是谁',
    'Can I bring my dog and my cat to the office?',
    'My laptop is broken. What should I do?',
    'Really? OK.',
    '？？？',
    '',
    '为什么？',
    `${'很长的故事，'.repeat(40)}怎么办？还有谁负责？`,
  ])('%s', (question) => expect(splitQuestion(question)).toHaveLength(1));
});
