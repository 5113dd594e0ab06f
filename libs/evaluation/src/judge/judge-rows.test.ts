import { describe, expect, it } from 'vitest';
import { judgeRows } from './judge-rows.ts';

const judge = {
  model: 'glm-4',
  prompts: { faithfulness: 'faithfulness.v1', relevance: 'relevance.v1' },
  judged: 20,
  unreadable: 2,
  agreement: {
    faithfulness: { pairs: 50, accuracy: 0.7, kappa: 0.4 },
    relevance: { pairs: 3, accuracy: 1, kappa: null },
  },
};

describe('what a report says of the judge', () => {
  it('names model, prompts and the agreement with people', () => {
    expect(judgeRows(judge, 'en')).toEqual([
      ['Judge', 'glm-4\nfaithfulness.v1\nrelevance.v1\n20 answers judged, 2 without a readable verdict'],
      [
        'Judge and people',
        'faithfulness: same verdict on 70.0%, kappa 0.40, 50 answers\nrelevance: same verdict on 100.0%, kappa –, 3 answers',
      ],
    ]);
    expect(judgeRows(judge, 'zh')[1]?.[1]).toContain('忠实度：结论相同 70.0%，kappa 0.40, 50 条回答');
  });

  it('says when nothing was compared, and nothing when nobody judged', () => {
    expect(judgeRows({ ...judge, agreement: null }, 'zh')[1]?.[1]).toBe('未比较：没有经人工评判的回答');
    expect([judgeRows(null, 'en'), judgeRows(undefined, 'zh')]).toEqual([[], []]);
  });
});
