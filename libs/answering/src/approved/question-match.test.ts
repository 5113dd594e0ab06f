import { describe, expect, it } from 'vitest';
import { questionsAgree } from './question-agreement.ts';
import { matchEvidence, matchProbability } from './question-match.ts';
import { isTypingSlip } from './typing-slip.ts';

describe('questions that contradict each other whatever their vectors say', () => {
  it.each([
    ['2023 年年假几天？', '2024 年年假几天？'],
    ['ERR_0x8007 怎么处理？', 'ERR_0x8006 怎么处理？'],
    ['GW-2200 的端口有几个？', 'GW-2300 的端口有几个？'],
    ['三天病假要证明吗？', '五天病假要证明吗？'],
    ['第二阶段什么时候开始？', '第三阶段什么时候开始？'],
    ['哪些费用可以报销？', '哪些费用不可以报销？'],
    ['年假可以结转吗？', '病假可以结转吗？'],
    ['入职要带什么材料？', '离职要带什么材料？'],
    ['国内出差补贴多少？', '国外出差补贴多少？'],
    ['How do I enable two-factor login?', 'How do I disable two-factor login?'],
    ['Which costs are reimbursed?', 'Which costs are not reimbursed?'],
    ['What changed in v2.3.1?', 'What changed in v2.3.2?'],
    ['Can I bring 2 guests?', "I can't bring 2 guests?"],
  ])('%s | %s', (left, right) => {
    expect(questionsAgree(left, right)).toBe(false);
    expect(questionsAgree(right, left)).toBe(false);
    expect(matchProbability(left, right, { similarity: 1, lang: 'zh' })).toBe(0);
  });

  it.each([
    ['三天病假要证明吗？', '请3天病假要不要证明？'],
    ['能不能报销打车费？', '打车费可以报销吗？'],
    ['網絡故障找誰？', '网络故障找谁？'],
    ['ＶＰＮ 怎么连？', 'VPN怎么连'],
    ['一般多久到账？', '通常多久到账？'],
    ['十二月的奖金什么时候发？', '12月的奖金何时发？'],
    ['How can I reset my password?', 'how to reset password'],
  ])('and those that do not: %s | %s', (left, right) => {
    expect(questionsAgree(left, right)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['ten thousand question marks', '？'.repeat(10_000)],
    ['a zero byte', '\u0000'],
    ['an emoji', '😀'],
    ['33 hyphens', '-'.repeat(33)],
  ])('any input is safe: %s', (_, text) => {
    const found = matchProbability(text, '年假有几天？', { similarity: 0, lang: 'zh' });
    expect(found).toBeGreaterThanOrEqual(0);
    expect(found).toBeLessThan(0.5);
  });
});

describe('a slip of the fingers', () => {
  it.each([
    ['reimbursment', 'reimbursement'],
    ['reimbursemment', 'reimbursement'],
    ['pasword', 'password'],
    ['passwrod', 'password'],
    ['passworf', 'password'],
  ])('%s is meant as %s', (left, right) => {
    expect(isTypingSlip(left, right)).toBe(true);
    expect(isTypingSlip(right, left)).toBe(true);
  });

  it.each([
    ['cost', 'post'],
    ['th2200', 'th2300'],
    ['import', 'export'],
    ['internal', 'external'],
    ['password', 'passport'],
  ])('%s is not %s', (left, right) => {
    expect(isTypingSlip(left, right)).toBe(false);
  });

  it('counts as the word that was meant', () => {
    const given = { question: 'How do I reset my passwrod?', stored: 'How can I reset my password?' };
    expect(matchEvidence(given.question, given.stored, 0.8)).toMatchObject({ overlap: 1, replaced: 0, added: 0 });
  });
});
