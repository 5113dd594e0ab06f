import type { EmbedReply, EmbedRequest } from '@mingda/contracts';
import type { InferenceEngine, ModelRegistry } from '@mingda/inference';
import { modelOf, type Embedder, type LanguageModels } from './embedder.ts';

export interface LocalEmbedderParts {
  readonly engine: InferenceEngine;
  readonly registry: ModelRegistry;
  /** Model keys by language. */
  readonly languages: LanguageModels;
}

/** Embeds in this process: the engine is called directly, nothing is serialised. Closing it closes the engine. */
export class LocalEmbedder implements Embedder {
  readonly languages: LanguageModels;
  readonly engine: InferenceEngine;
  readonly #registry: ModelRegistry;

  constructor(parts: LocalEmbedderParts) {
    this.languages = parts.languages;
    this.engine = parts.engine;
    this.#registry = parts.registry;
  }

  modelFor(lang: string): string {
    return modelOf(this.languages, lang);
  }

  dims(key: string): number {
    return this.#registry.get(key).dimensions;
  }

  maxTokens(key: string): number {
    return this.#registry.get(key).maxTokens;
  }

  givesTokens(): boolean {
    return true;
  }

  embed(request: EmbedRequest): Promise<EmbedReply> {
    return this.engine.embed(request);
  }

  countTokens(key: string, texts: readonly string[]): number[] {
    return this.engine.countTokens(key, texts);
  }

  async ready(): Promise<void> {
    await Promise.all([...new Set([this.languages.zh, this.languages.en])].map((key) => this.engine.load(key)));
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}
