import type { GoldQuestion } from '@mingda/contracts';
import type { GivenAnswer, QuestionOutcome } from '../src/metrics/question-outcome.ts';

export function goldQuestion(given: Partial<GoldQuestion> = {}): GoldQuestion {
  return { id: 'q1', question: '年假有几天？', answers: [], relevant: [], answerable: true, lang: 'zh', ...given };
}

export function givenAnswer(given: Partial<GivenAnswer> = {}): GivenAnswer {
  return {
    text: '每年10天。',
    refused: false,
    confidence: 0.9,
    cited: [],
    citations: [],
    intent: null,
    cost: 0,
    latencyMs: 10,
    ...given,
  };
}

export function outcomeOf(question: GoldQuestion, given: Partial<QuestionOutcome> = {}): QuestionOutcome {
  return {
    question,
    answer: null,
    retrieved: null,
    similarity: null,
    judgement: null,
    code: null,
    failure: null,
    ...given,
  };
}
