import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import {
  AIMessage,
  HumanMessage,
  SystemMessage,
  type AIMessageChunk,
  type BaseMessage,
} from '@langchain/core/messages';
import type { ChatMessage } from './chat-writer.ts';

/**
 * The texts that a LangChain chat model streams, empty ones left out. An aborted stream throws the signal's reason:
 * LangChain itself ends it as if it were complete.
 */
export async function* chatStream(
  model: BaseChatModel,
  messages: readonly ChatMessage[],
  options: { readonly signal: AbortSignal; readonly stop: readonly string[] | undefined },
): AsyncGenerator<string> {
  const { signal, stop } = options;
  signal.throwIfAborted();
  const chunks = await model.stream(messages.map(toLangChain), {
    signal,
    ...(stop === undefined ? {} : { stop: [...stop] }),
  });
  // Not `for await`: leaving one waits for the next piece of the model, which may never come. The signal ends it.
  const reader = chunks.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const text = textOf(next.value);
    if (text !== '') yield text;
  }
  signal.throwIfAborted();
}

function toLangChain({ role, content }: ChatMessage): BaseMessage {
  if (role === 'system') return new SystemMessage(content);
  return role === 'user' ? new HumanMessage(content) : new AIMessage(content);
}

function textOf(chunk: AIMessageChunk): string {
  if (typeof chunk.content === 'string') return chunk.content;
  return chunk.content.map((part) => (part.type === 'text' && typeof part.text === 'string' ? part.text : '')).join('');
}
