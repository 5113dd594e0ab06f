import type { Answer, Turn } from '@mingda/contracts';

/** What a logged answer says of its place in a conversation. */
export type LoggedExchange = Pick<Answer, 'question' | 'text' | 'outcome' | 'answerer'>;

/** Its replies come from a fixed list: greetings, thanks, the offer of a person. */
const fixedReplies = 'dialogue';

/**
 * The turns of a conversation that a follow-up may refer to, in the order of the answers. Messages that the documents
 * had nothing to do with are left out, and so is the text of a refusal: its words would be searched with the next question.
 */
export function turnsOf(answers: readonly LoggedExchange[]): Turn[] {
  return answers
    .filter(({ answerer }) => answerer !== fixedReplies)
    .flatMap(({ question, text, outcome }): Turn[] => [
      { role: 'user', text: question },
      ...(outcome === 'refused' ? [] : [{ role: 'assistant', text } as const]),
    ]);
}
