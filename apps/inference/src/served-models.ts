import type { EncoderEntry, ModelRegistry, TextGenerator } from '@mingda/inference';
import { MingdaError } from '@mingda/platform';

/** A model as `/v1/models` lists it: OpenAI's fields and our own. */
export interface ServedModel {
  readonly id: string;
  readonly object: 'model';
  readonly created: 0;
  readonly owned_by: 'mingda';
  readonly task: 'embed' | 'rerank' | 'generate';
  /** Loaded and warm; another one is loaded by its first request. */
  readonly loaded: boolean;
  readonly languages?: readonly string[];
  readonly dimensions?: number;
  readonly max_tokens?: number;
  readonly precision?: string;
}

interface Asked {
  readonly model?: string | undefined;
  readonly language?: 'zh' | 'en' | undefined;
}

/** Which models the process serves, and which one a request means. */
export class ServedModels {
  readonly #registry: ModelRegistry;
  readonly #embedding: Readonly<Record<'zh' | 'en', string>>;
  readonly #reranking: Readonly<Record<'zh' | 'en', string | undefined>>;
  readonly #generators: readonly TextGenerator[];

  constructor(parts: {
    readonly registry: ModelRegistry;
    readonly embedding: Readonly<Record<'zh' | 'en', string>>;
    readonly reranking: Readonly<Record<'zh' | 'en', string | undefined>>;
    readonly generators: readonly TextGenerator[];
  }) {
    this.#registry = parts.registry;
    this.#embedding = parts.embedding;
    this.#reranking = parts.reranking;
    this.#generators = parts.generators;
  }

  /** Keys that are loaded at the start; those of remote endpoints need nothing here. */
  get configured(): string[] {
    const embedding = Object.values(this.#embedding).filter((key) => this.#registry.get(key).kind === 'onnx');
    const reranking = Object.values(this.#reranking).flatMap((key) =>
      key === undefined ? [] : [this.#registry.crossEncoder(key).key],
    );
    return [...new Set([...embedding, ...reranking])];
  }

  embedding({ model, language }: Asked): string {
    if (model !== undefined) return this.#registry.local(model).key;
    if (language !== undefined) return this.#registry.local(this.#embedding[language]).key;
    throw new MingdaError('INVALID_INPUT', { subject: 'model', detail: 'name a `model` or a `language`, zh or en' });
  }

  ranking({ model, language }: Asked): string {
    if (model !== undefined) return this.#registry.encoder(model).key;
    const configured = language === undefined ? undefined : this.#reranking[language];
    return configured ?? this.embedding({ language });
  }

  dimensions(key: string): number {
    return this.#registry.local(key).dimensions;
  }

  list(loaded: ReadonlySet<string>): ServedModel[] {
    const described = { object: 'model', created: 0, owned_by: 'mingda' } as const;
    const reading = this.#registry
      .list()
      .filter((entry): entry is EncoderEntry => entry.kind === 'onnx' || entry.kind === 'cross-encoder')
      .map((entry) => ({
        id: entry.key,
        ...described,
        task: entry.kind === 'onnx' ? ('embed' as const) : ('rerank' as const),
        loaded: loaded.has(entry.key),
        languages: entry.languages,
        ...(entry.kind === 'onnx' ? { dimensions: entry.dimensions } : {}),
        max_tokens: entry.maxTokens,
        precision: entry.precision,
      }));
    const writing = this.#generators.map(({ model }) => ({
      id: model,
      ...described,
      task: 'generate' as const,
      loaded: true,
    }));
    return [...reading, ...writing];
  }
}
