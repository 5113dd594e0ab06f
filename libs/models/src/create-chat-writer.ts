import { ModelRegistry } from '@mingda/inference';
import type { Config, Logger } from '@mingda/platform';
import type { ChatWriter } from './chat-writer.ts';
import { createTextGenerator } from './create-text-generator.ts';
import type { GeneratorChatWriter } from './generator-chat-writer.ts';
import { InferenceClient } from './inference-client.ts';
import { ServiceGenerator } from './service-generator.ts';

/**
 * The language model that the configuration names: at an endpoint, on the inference service or in a process of ours. None
 * by default, the extractive answerer needs none: LangChain is loaded only where there is one. The model is not loaded yet,
 * `ready` does that.
 * @throws MingdaError as `createTextGenerator`
 */
export async function createChatWriter(config: Config, logger: Logger): Promise<ChatWriter | undefined> {
  const { chat } = config;
  if (chat?.url !== undefined) {
    const { url, model, key, contextTokens, timeoutMs } = chat;
    const { OpenAiChatWriter } = await import('./openai-chat-writer.ts');
    return new OpenAiChatWriter({ url, model, key, contextTokens, totalMs: timeoutMs });
  }
  const { url: target } = config.inference;
  if (chat !== undefined && target !== undefined) {
    const client = new InferenceClient({ target, replicas: config.replicas, logger });
    const entry = ModelRegistry.load(config.models).generator(chat.model);
    return writerOf(new ServiceGenerator(client, entry));
  }
  const generator = createTextGenerator(config, logger);
  return generator === undefined ? undefined : writerOf(generator);
}

async function writerOf(generator: ConstructorParameters<typeof GeneratorChatWriter>[0]): Promise<ChatWriter> {
  const { GeneratorChatWriter: Writer } = await import('./generator-chat-writer.ts');
  return new Writer(generator);
}
