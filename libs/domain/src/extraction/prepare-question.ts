import { wantedOf } from './question-support.ts';
import { readerOf, type AnswerQuestionInput } from './sentence-features.ts';

/**
 * Makes what `sentenceFeatures` and `questionSupport` need of a question alone, so that it can be done while its passages are still being
 * searched. Both find it by the object; without this they make it themselves.
 */
export function prepareQuestion(question: AnswerQuestionInput): void {
  readerOf(question);
  for (const modelKey of question.vectors.keys()) wantedOf(modelKey, question);
}
