import type { GoldQuestion, MetricName } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { givenAnswer, goldQuestion, outcomeOf } from '../../test/outcomes.ts';
import type { GivenAnswer } from './question-outcome.ts';
import { metricTable } from './metric-table.ts';
import { costOf } from './answer-cost.ts';
import { commonSubsequence, rougeLScore } from './rouge-l.metric.ts';
import { tokenOverlapF1 } from './token-f1.metric.ts';

const answered = (name: MetricName, question: Partial<GoldQuestion>, answer: Partial<GivenAnswer>): number | null =>
  metricTable[name].perQuestion(outcomeOf(goldQuestion(question), { answer: givenAnswer(answer) }));
const score = (name: MetricName, question: Partial<GoldQuestion>, text: string): number | null =>
  answered(name, question, { text });
const refusedScore = (name: MetricName, question: Partial<GoldQuestion>, text: string): number | null =>
  answered(name, question, { text, refused: true });

describe('accuracy', () => {
  it.each([
    ['full-width digits and letters', ['ＶＰＮ有效期９０天'], '您好，VPN有效期90天。', 1],
    ['punctuation and spaces between', ['400-820-8820'], '请拨打 400 820 8820', 1],
    ['upper and lower case', ['Annual Leave'], 'You have ANNUAL LEAVE.', 1],
    ['another number', ['10天'], '每年5天。', 0],
    ['traditional and simplified characters', ['年报'], '年報', 1],
    ['a number inside a longer one', ['5天'], '每年15天。', 0],
    ['a numeral in words', ['5天'], '每年五天。', 1],
    ['the opposite', ['可以报销'], '不可以报销。', 0],
    ['one of several references', ['十天', '10天'], '每年10天', 1],
    ['a reference in pieces is not contained', ['10天年假'], '10天的年假', 0],
    ['a reference of punctuation alone matches nothing', ['。', '10天'], '不知道。', 0],
  ])('%s', (_name, answers, text, expected) => {
    expect(score('accuracy', { answers }, text)).toBe(expected);
  });

  it('takes every key entity instead of a reference', () => {
    const question = { answers: ['年报于4月15日由董事会办公室发布'], keyEntities: ['4月15日', '董事会办公室'] };
    expect(score('accuracy', question, '董事会办公室会在４月１５日公布')).toBe(1);
    expect(score('accuracy', question, '4月15日公布')).toBe(0);
  });

  it('takes no credit from an empty list of key entities', () => {
    expect(score('accuracy', { answers: ['10天'], keyEntities: [] }, '5天')).toBe(0);
    expect(score('accuracy', { answers: ['10天'], keyEntities: ['！'] }, '5天')).toBe(0);
  });

  it('counts a refusal as wrong even when its text holds the answer', () => {
    expect(refusedScore('accuracy', { answers: ['文档'] }, '文档中没有相关内容。')).toBe(0);
  });

  it('is undefined without anything to judge by and for unanswerable questions', () => {
    expect(score('accuracy', { answers: [] }, '10天')).toBeNull();
    expect(score('accuracy', { answers: ['？'] }, '10天')).toBeNull();
    expect(score('accuracy', { answers: ['10天'], answerable: false }, '10天')).toBeNull();
  });

  it('counts an error as wrong', () => {
    const outcome = outcomeOf(goldQuestion({ answers: ['10天'] }), { failure: { code: 'INTERNAL', en: '', zh: '' } });
    expect(metricTable.accuracy.perQuestion(outcome)).toBe(0);
    expect(metricTable.exactMatch.perQuestion(outcome)).toBe(0);
    expect(metricTable.tokenF1.perQuestion(outcome)).toBe(0);
    expect(metricTable.coverage.perQuestion(outcome)).toBe(0);
    expect(metricTable.latencyMeanMs.perQuestion(outcome)).toBeNull();
  });
});

describe('exact match', () => {
  it('ignores width, case, spaces and punctuation, nothing else', () => {
    expect(score('exactMatch', { answers: ['４月１５日'] }, '4月15日。')).toBe(1);
    expect(score('exactMatch', { answers: ['4月15日'] }, '是4月15日')).toBe(0);
    expect(score('exactMatch', { answers: ['annual report', '年报'] }, 'Annual Report')).toBe(1);
  });

  it('does not take a refusal for an empty reference', () => {
    expect(refusedScore('exactMatch', { answers: ['。', '10天'] }, '不知道')).toBe(0);
    expect(score('exactMatch', { answers: [''] }, '')).toBeNull();
  });
});

describe('token F1', () => {
  it('counts Chinese by character', () => {
    // 年假十天 in 享有年假十天: 4 shared of 6 and 4.
    expect(tokenOverlapF1('享有年假十天', '年假十天')).toBeCloseTo(0.8, 12);
  });

  it('counts other scripts by word', () => {
    // "the vpn expires" against "vpn expires daily": 2 shared of 3 and 3.
    expect(tokenOverlapF1('The VPN expires.', 'VPN expires daily')).toBeCloseTo(2 / 3, 12);
  });

  it('counts a mixed text by both', () => {
    // 重置 VPN 密码 = 重 置 vpn 密 码; reference vpn 密 码: 3 shared of 5 and 3.
    expect(tokenOverlapF1('重置VPN密码', 'ＶＰＮ 密码')).toBeCloseTo(0.75, 12);
  });

  it('counts a repeated token as often as both sides have it', () => {
    // 天 天 天 against 天 天: 2 shared, P 2/3, R 1.
    expect(tokenOverlapF1('天天天', '天天')).toBeCloseTo(0.8, 12);
  });

  it('is 0 for nothing shared, nothing said or nothing but punctuation', () => {
    expect(tokenOverlapF1('甲', '乙')).toBe(0);
    expect(tokenOverlapF1('', '乙')).toBe(0);
    expect(tokenOverlapF1('……', '……')).toBe(0);
  });

  it('takes the best reference and gives a refusal 0', () => {
    expect(score('tokenF1', { answers: ['甲乙', '年假'] }, '年假')).toBe(1);
    expect(refusedScore('tokenF1', { answers: ['年假'] }, '年假')).toBe(0);
  });
});

describe('citation hit', () => {
  const hit = (relevant: string[], cited: string[], refused = false) =>
    metricTable.citationHit.perQuestion(
      outcomeOf(goldQuestion({ relevant }), { answer: givenAnswer({ cited, refused }) }),
    );

  it('needs one cited document that is relevant', () => {
    expect(hit(['a', 'b'], ['x', 'b'])).toBe(1);
    expect(hit(['a'], ['x'])).toBe(0);
    expect(hit(['a'], [])).toBe(0);
  });

  it('says nothing of refusals and of questions without a relevant document', () => {
    expect(hit(['a'], [], true)).toBeNull();
    expect(hit([], ['a'])).toBeNull();
  });
});

describe('answer length', () => {
  it('counts code points of answers given, not of refusals', () => {
    expect(score('meanAnswerChars', {}, '𠮷野家')).toBe(3);
    expect(refusedScore('meanAnswerChars', {}, '文档中没有')).toBeNull();
  });
});

describe('ROUGE-L', () => {
  it('keeps the order where token F1 does not', () => {
    // 年假 十天 against 十天年假: all four characters shared, two of them in order.
    expect(rougeLScore('年假十天', '十天年假')).toBeCloseTo(0.5, 12);
    expect(tokenOverlapF1('年假十天', '十天年假')).toBe(1);
  });

  it('skips what stands between, by character in Chinese and by word in English', () => {
    expect(rougeLScore('年假一共有十天', '年假十天')).toBeCloseTo((2 * (4 / 7)) / (4 / 7 + 1), 12);
    // "police killed the gunman" / "police kill the gunman" (Lin 2004): 3 of 4 words.
    expect(rougeLScore('police kill the gunman', 'police killed the gunman')).toBeCloseTo(0.75, 12);
    expect(rougeLScore('the gunman kill police', 'police killed the gunman')).toBeCloseTo(0.5, 12);
  });

  it('is 0 for nothing in common, nothing said, and a refusal', () => {
    expect([
      rougeLScore('甲', '乙'),
      rougeLScore('', '乙'),
      refusedScore('rougeL', { answers: ['年假'] }, '年假'),
    ]).toEqual([0, 0, 0]);
  });

  it('finds the longest of many', () => {
    expect(commonSubsequence([...'ABCBDAB'], [...'BDCABA'])).toBe(4);
    expect(commonSubsequence([], ['a'])).toBe(0);
  });

  it('folds traditional characters like the other scores of overlap', () => {
    expect([rougeLScore('報銷', '报销'), tokenOverlapF1('報銷', '报销')]).toEqual([1, 1]);
  });
});

describe('citation precision and recall', () => {
  const both = (relevant: string[], cited: string[], refused = false) => {
    const outcome = outcomeOf(goldQuestion({ relevant }), { answer: givenAnswer({ cited, refused }) });
    return [metricTable.citationPrecision.perQuestion(outcome), metricTable.citationRecall.perQuestion(outcome)];
  };

  it('are shares of the distinct documents', () => {
    expect(both(['a', 'b'], ['a', 'x', 'y', 'a'])).toEqual([1 / 3, 1 / 2]);
    expect(both(['a', 'a'], ['a'])).toEqual([1, 1]);
    expect(both(['a'], [])).toEqual([0, 0]);
  });

  it('say nothing of refusals and of questions without a relevant document', () => {
    expect(both(['a'], ['a'], true)).toEqual([null, null]);
    expect(both([], ['a'])).toEqual([null, null]);
  });
});

describe('intent', () => {
  it('is scored where both sides name one', () => {
    expect(answered('intentAccuracy', { intent: 'leave' }, { intent: 'leave' })).toBe(1);
    expect(answered('intentAccuracy', { intent: 'leave' }, { intent: 'travel' })).toBe(0);
    expect(answered('intentAccuracy', { intent: 'leave' }, { intent: null })).toBeNull();
    expect(answered('intentAccuracy', {}, { intent: 'leave' })).toBeNull();
  });
});

describe('cost', () => {
  const prices = { 'glm-4': { inputPerMillion: 5, outputPerMillion: 10 } };

  it('comes from the tokens and the price table', () => {
    const usage = { model: 'glm-4', inputTokens: 2000, outputTokens: 100 };
    expect(costOf({ answerer: 'llm:glm-4:v1', usage }, prices)).toBeCloseTo(0.011, 12);
    expect(costOf({ answerer: 'extractive' }, prices)).toBe(0);
  });

  it('is not known without tokens or a price, which is not the same as nothing', () => {
    expect(costOf({ answerer: 'llm:glm-4:v1' }, prices)).toBeNull();
    const usage = { model: 'toString', inputTokens: 1, outputTokens: 1 };
    expect(costOf({ answerer: 'llm:other:v1', usage }, prices)).toBeNull();
    expect(answered('costMean', {}, { cost: null })).toBeNull();
  });
});

describe('what other models and programs say', () => {
  const outcome = outcomeOf(goldQuestion(), {
    answer: givenAnswer(),
    judgement: { faithfulness: 0.5, relevance: null },
    code: { exact: null, passed: false, reason: 'x' },
    similarity: { precision: null, recall: null, f1: null, f1Rescaled: null, relevance: 0.4 },
  });

  it('is taken over, and null where it was not said', () => {
    const value = (name: MetricName) => metricTable[name].perQuestion(outcome);
    expect([value('judgedFaithfulness'), value('judgedRelevance')]).toEqual([0.5, null]);
    expect([value('codeExactMatch'), value('codePassAt1')]).toEqual([null, 0]);
    expect([value('answerRelevance'), value('bertScoreF1')]).toEqual([0.4, null]);
    const unasked = outcomeOf(goldQuestion());
    for (const name of ['judgedFaithfulness', 'judgedRelevance', 'codeExactMatch', 'codePassAt1'] as const)
      expect(metricTable[name].perQuestion(unasked)).toBeNull();
  });
});
