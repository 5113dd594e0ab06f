import type { Answer, AnswerPart, Dialogue, Turn } from '@mingda/contracts';
import { onlyWaits } from '../state/dialogue-state.ts';
import { messageKind } from '../state/message-kind.ts';

/** What a logged answer says of its place in a conversation. */
export type Exchange = Pick<Answer, 'question' | 'text' | 'outcome' | 'answerer'> & {
  readonly dialogue?: Dialogue | null | undefined;
};

/** Everything that was said, in the order of the answers. */
export function transcriptOf(exchanges: readonly Pick<Exchange, 'question' | 'text'>[]): Turn[] {
  return exchanges.flatMap(({ question, text }): Turn[] => [
    { role: 'user', text: question },
    { role: 'assistant', text },
  ]);
}

/**
 * The turns that a follow-up may refer to, in the order of the answers, each question as it was searched and several in one as
 * a turn each. Their words are searched with the next question, so that messages which the documents have nothing to do with
 * (greetings, intents) are left out with their replies, and so is what is said in place of an answer.
 */
export function turnsOf(exchanges: readonly Exchange[]): Turn[] {
  return exchanges.flatMap(({ question, text, outcome, answerer, dialogue }) => {
    if (dialogue?.parts !== undefined) return dialogue.parts.flatMap(partTurns);
    if (answerer === 'intent') return [];
    const asked = dialogue?.searched ?? question;
    if (onlyWaits({ answerer, dialogue })) return messageKind(question) === null ? questionTurns(asked) : [];
    if (answerer === 'dialogue') return [];
    // Who also wished for a person was told in a last line that one comes.
    const said = dialogue?.intent === 'person' ? text.replace(/\n.*$/u, '') : text;
    return questionTurns(asked, outcome === 'refused' ? undefined : said);
  });
}

function partTurns({ question, text, outcome, intent }: AnswerPart): Turn[] {
  return intent === undefined ? questionTurns(question, outcome === 'refused' ? undefined : text) : [];
}

function questionTurns(question: string, answer?: string): Turn[] {
  return [
    { role: 'user', text: question },
    ...(answer === undefined ? [] : [{ role: 'assistant', text: answer } as const]),
  ];
}
