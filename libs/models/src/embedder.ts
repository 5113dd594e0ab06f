import type { EmbedReply, EmbedRequest } from '@mingda/contracts';

/** Keys of the models that embed each language. */
export type LanguageModels = Readonly<Record<'zh' | 'en', string>>;

/** The key for a language code; anything but Chinese goes to the English model. */
export function modelOf(languages: LanguageModels, lang: string): string {
  return lang.toLowerCase().startsWith('zh') ? languages.zh : languages.en;
}

/** Turns texts into vectors, wherever the model runs. */
export interface Embedder {
  readonly languages: LanguageModels;
  /** The key for a language code; anything but Chinese goes to the English model. */
  modelFor(lang: string): string;
  dims(key: string): number;
  /** Longest input in tokens, special tokens included. */
  maxTokens(key: string): number;
  /** Whether replies hold token vectors where they are asked for; an endpoint elsewhere gives none. */
  givesTokens(key: string): boolean;
  embed(request: EmbedRequest): Promise<EmbedReply>;
  /** Tokens of each text by itself: without prefix and special tokens. */
  countTokens(key: string, texts: readonly string[]): number[];
  /** Resolves once both models are loaded and warm. */
  ready(): Promise<void>;
  close(): Promise<void>;
}
