import type { EmbedReply, EmbedRequest } from '@mingda/contracts';
import { modelOf, type Embedder, type LanguageModels } from './embedder.ts';

/** One embedder for each language, for installations that mix local and remote models. */
export class RoutingEmbedder implements Embedder {
  readonly languages: LanguageModels;
  readonly #zh: Embedder;
  readonly #en: Embedder;

  constructor(zh: Embedder, en: Embedder) {
    this.#zh = zh;
    this.#en = en;
    this.languages = { zh: zh.languages.zh, en: en.languages.en };
  }

  modelFor(lang: string): string {
    return modelOf(this.languages, lang);
  }

  dims(key: string): number {
    return this.#owner(key).dims(key);
  }

  maxTokens(key: string): number {
    return this.#owner(key).maxTokens(key);
  }

  givesTokens(key: string): boolean {
    return this.#owner(key).givesTokens(key);
  }

  embed(request: EmbedRequest): Promise<EmbedReply> {
    return this.#owner(request.model).embed(request);
  }

  countTokens(key: string, texts: readonly string[]): number[] {
    return this.#owner(key).countTokens(key, texts);
  }

  async ready(): Promise<void> {
    await Promise.all([this.#zh.ready(), this.#en.ready()]);
  }

  async close(): Promise<void> {
    await Promise.all([this.#zh.close(), this.#en.close()]);
  }

  #owner(key: string): Embedder {
    return key === this.languages.zh ? this.#zh : this.#en;
  }
}
