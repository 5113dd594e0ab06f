import type { Config } from '@mingda/platform';
import type { ChatWriter } from './chat-writer.ts';
import { OpenAiChatWriter } from './openai-chat-writer.ts';

/** The language model that the configuration names; none by default, the extractive answerer needs none. */
export function createChatWriter(config: Config): ChatWriter | undefined {
  return config.chat === undefined ? undefined : new OpenAiChatWriter(config.chat);
}
