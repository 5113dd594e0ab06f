import { detectLanguage } from '@mingda/language';
import { messageKind, type MessageKind } from '../state/message-kind.ts';

export interface SetAside {
  /** What is left to answer; empty where nothing but the wish for a person is. */
  readonly question: string;
  /** The message also wishes for a person. */
  readonly person: boolean;
}

/** A noun alone may begin an enumeration: `人工，材料和折旧怎么算` wishes for nobody. */
const nounAlone = /^(?:人工|真人|人工客服|人工服务|真人客服|human|agent|operator|representative|real person)$/iu;

/** Less than this is no question of its own: `hi, ai`. */
const shortest = { zh: 3, en: 8 } as const;

/**
 * Takes a greeting before a question, thanks after it, and a wish for a person on either side off a message that asks
 * something: `你好，年假有几天？`, `How many days do I get? Please connect me to an agent.` Everything else stays as it is.
 */
export function setAside(message: string): SetAside {
  const rest = message.split(/(?<=[，,。！!？?；;\n~])|(?<=\.)(?=\s)/u).filter((it) => it.trim() !== '');
  const before = rest.length;
  let person = false;
  const isAside = (clause: string | undefined, polite: MessageKind | null): boolean => {
    const words = (clause ?? '').replaceAll(/[，,。.！!？?；;~\s]+$/gu, '').trim();
    const kind = messageKind(words);
    const wishes = kind === 'person' && !nounAlone.test(words);
    person ||= wishes;
    return wishes || (kind !== null && kind === polite);
  };
  while (isAside(rest[0], 'greeting')) rest.shift();
  // Thanks after a statement belong to it: `我聊得很开心，再见`.
  while (isAside(rest.at(-1), /[？?]\s*$/u.test(rest.at(-2) ?? '') ? 'thanks' : null)) rest.pop();
  const question = rest.join('').trim();
  const isShort = question.length < shortest[detectLanguage(message)];
  if (person && (isShort || messageKind(question.replaceAll(/[，,。.！!~\s]+$/gu, '')) !== null))
    return { question: '', person };
  return rest.length === before || isShort ? { question: message, person: false } : { question, person };
}
