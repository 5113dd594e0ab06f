export * from './embedder.ts';
export * from './local-embedder.ts';
export * from './openai-embedder.ts';
export * from './routing-embedder.ts';
export * from './create-embedder.ts';
export * from './chat-writer.ts';
export * from './openai-chat-writer.ts';
export * from './create-chat-writer.ts';
