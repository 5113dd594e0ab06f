import type { ModelRegistry, OnnxEntry, TextGenerator } from '@mingda/inference';
import { MingdaError } from '@mingda/platform';

/** A model as `/v1/models` lists it: OpenAI's fields and our own. */
export interface ServedModel {
  readonly id: string;
  readonly object: 'model';
  readonly created: 0;
  readonly owned_by: 'mingda';
  readonly task: 'embed' | 'generate';
  /** Loaded and warm; another one is loaded by its first request. */
  readonly loaded: boolean;
  readonly languages?: readonly string[];
  readonly dimensions?: number;
  readonly max_tokens?: number;
  readonly precision?: string;
}

/** Which models the process serves, and which one a request means. */
export class ServedModels {
  readonly #registry: ModelRegistry;
  readonly #byLanguage: Readonly<Record<'zh' | 'en', string>>;
  readonly #generators: readonly TextGenerator[];

  constructor(
    registry: ModelRegistry,
    byLanguage: Readonly<Record<'zh' | 'en', string>>,
    generators: readonly TextGenerator[],
  ) {
    this.#registry = registry;
    this.#byLanguage = byLanguage;
    this.#generators = generators;
  }

  /** Keys that are loaded at the start; those of remote endpoints need nothing here. */
  get configured(): string[] {
    return [...new Set(Object.values(this.#byLanguage))].filter((key) => this.#registry.get(key).kind === 'onnx');
  }

  embedding({ model, language }: { model?: string | undefined; language?: 'zh' | 'en' | undefined }): string {
    if (model !== undefined) return this.#registry.local(model).key;
    if (language !== undefined) return this.#registry.local(this.#byLanguage[language]).key;
    throw new MingdaError('INVALID_INPUT', { subject: 'model', detail: 'name a `model` or a `language`, zh or en' });
  }

  dimensions(key: string): number {
    return this.#registry.local(key).dimensions;
  }

  list(loaded: ReadonlySet<string>): ServedModel[] {
    const described = { object: 'model', created: 0, owned_by: 'mingda' } as const;
    const embedding = this.#registry
      .list()
      .filter((entry): entry is OnnxEntry => entry.kind === 'onnx')
      .map((entry) => ({
        id: entry.key,
        ...described,
        task: 'embed' as const,
        loaded: loaded.has(entry.key),
        languages: entry.languages,
        dimensions: entry.dimensions,
        max_tokens: entry.maxTokens,
        precision: entry.precision,
      }));
    const writing = this.#generators.map(({ model }) => ({
      id: model,
      ...described,
      task: 'generate' as const,
      loaded: true,
    }));
    return [...embedding, ...writing];
  }
}
