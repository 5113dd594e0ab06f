import type { Answer, GapQuestion } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { isImproved, measuredQuestionId } from './gap-rules.ts';

const before = { outcome: 'answered', text: '十天。', confidence: 0.9, answerer: 'extractive' } as const;
const asked = (reason: GapQuestion['reason']) => ({ reason, before });
const answer = (over: Partial<Answer>): Answer =>
  ({ outcome: 'answered', text: '十五天。', handOver: false, ...over }) as Answer;
const approved = { entryId: 'e', question: 'q', by: 'b', at: 'a' };

describe('whether a question is answered better', () => {
  it('a refusal never is, an answer only with enough confidence', () => {
    expect(isImproved(asked('refused'), answer({ outcome: 'refused', handOver: true }))).toBe(false);
    expect(isImproved(asked('refused'), answer({ handOver: true }))).toBe(false);
    expect(isImproved(asked('refused'), answer({}))).toBe(true);
    expect(isImproved(asked('low-confidence'), answer({}))).toBe(true);
  });

  it('the words that were disliked are no improvement, however sure they are; an approved answer always is one', () => {
    expect(isImproved(asked('disliked'), answer({ text: '十天' }))).toBe(false);
    expect(isImproved(asked('disliked'), answer({ text: '十五天。' }))).toBe(true);
    expect(isImproved(asked('disliked'), answer({ text: '十天。', approved }))).toBe(true);
  });

  it('asking again leaves no trace among the real questions', () => {
    expect(measuredQuestionId('g', 'a')).toBe('evaluation:gap-g:a');
  });
});
