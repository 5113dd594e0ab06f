import { createHash } from 'node:crypto';
import type { EmbedReply, EmbedRequest } from '@mingda/contracts';
import { TextTokenizer, type ModelRegistry } from '@mingda/inference';
import { MingdaError } from '@mingda/platform';
import { modelOf, type Embedder, type LanguageModels } from './embedder.ts';
import type { InferenceClient } from './inference-client.ts';

export interface GrpcEmbedderParts {
  readonly client: InferenceClient;
  readonly registry: ModelRegistry;
  readonly languages: LanguageModels;
}

/** Embeds on the inference service; closing it closes its client. Tokens are counted here, with the tokenizer file that the service hands out. */
export class GrpcEmbedder implements Embedder {
  readonly languages: LanguageModels;
  readonly client: InferenceClient;
  readonly #registry: ModelRegistry;
  readonly #tokenizers = new Map<string, TextTokenizer>();

  constructor(parts: GrpcEmbedderParts) {
    this.languages = parts.languages;
    this.#registry = parts.registry;
    this.client = parts.client;
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
    return this.client.embed(request, this.dims(request.model));
  }

  /** @throws MingdaError `MODEL_UNAVAILABLE` before `ready` */
  countTokens(key: string, texts: readonly string[]): number[] {
    const tokenizer = this.#tokenizers.get(key);
    if (tokenizer === undefined)
      throw new MingdaError('MODEL_UNAVAILABLE', {
        subject: key,
        detail: 'its tokenizer is not here yet',
        fixes: ['wait for ready()'],
      });
    return texts.map((text) => tokenizer.count(text));
  }

  /** @throws MingdaError `MODEL_CHECKSUM_MISMATCH` when the service runs another tokenizer than is registered here */
  async ready(): Promise<void> {
    await Promise.all([...new Set(Object.values(this.languages))].map((key) => this.#fetchTokenizer(key)));
  }

  close(): Promise<void> {
    this.client.close();
    return Promise.resolve();
  }

  async #fetchTokenizer(key: string): Promise<void> {
    const entry = this.#registry.local(key);
    const content = await this.client.tokenizer(key);
    if (createHash('sha256').update(content).digest('hex') !== entry.sha256.tokenizer) {
      throw new MingdaError('MODEL_CHECKSUM_MISMATCH', {
        subject: key,
        detail: 'the tokenizer of the inference service is not the registered one',
        fixes: ['give both services the same registry file'],
      });
    }
    this.#tokenizers.set(key, new TextTokenizer(content, entry));
  }
}
