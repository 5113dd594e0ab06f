import type { Turn } from '@mingda/contracts';
import { detectLanguage } from '@mingda/language';
import type { ChatWriter } from '@mingda/models';
import prompt from '../prompts/condense-question.v1.json' with { type: 'json' };

const turnsRead = 6;
const longestTurn = 500;
const questionTokens = 96;

/** Has a language model rewrite a follow-up as a question that stands alone. */
export class CondenseQuestion {
  readonly version = prompt.version;
  readonly #writer: ChatWriter;

  constructor(writer: ChatWriter) {
    this.#writer = writer;
  }

  /**
   * @returns null when the model wrote nothing that could be a question: the rules serve then
   * @throws MingdaError those of the writer
   */
  async execute(question: string, turns: readonly Turn[], signal?: AbortSignal): Promise<string | null> {
    const { system, conversation, question: label } = prompt[detectLanguage(question)];
    const said = turns.slice(-turnsRead).map((it) => `${it.role}: ${it.text.slice(0, longestTurn)}`);
    const content = `${conversation}\n${said.join('\n')}\n\n${label}${question}`;
    let written = '';
    const messages = [
      { role: 'system', content: system },
      { role: 'user', content },
    ] as const;
    for await (const piece of this.#writer.stream(messages, { maxTokens: questionTokens, signal, stop: ['\n'] })) {
      written += piece;
    }
    const rewritten = written.trim();
    // A model that answers instead of rewriting writes at length.
    return rewritten === '' || rewritten.length > 2 * question.length + 200 ? null : rewritten;
  }
}
