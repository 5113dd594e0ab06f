import type { RerankReply, RerankRequest } from '@mingda/inference';
import type { Runtime } from './runtime.ts';

/** Keys of the models that read question and passage together; undefined where a language has none. */
export type RerankingModels = Readonly<Record<'zh' | 'en', string | undefined>>;

/** Reads question and passage together and says how well they fit, with the models that are configured for it. */
export class CrossEncoder {
  readonly languages: RerankingModels;
  readonly #runtime: Runtime;

  constructor(languages: RerankingModels, runtime: Runtime) {
    this.languages = languages;
    this.#runtime = runtime;
  }

  /** The key for a language code; anything but Chinese goes to the English model. */
  modelFor(lang: string): string | undefined {
    return lang.toLowerCase().startsWith('zh') ? this.languages.zh : this.languages.en;
  }

  /** Scores between 0 and 1. @throws MingdaError those of the engine, or of the client of the inference service */
  score(request: RerankRequest): Promise<RerankReply> {
    return this.#runtime.rerank(request);
  }

  /** Resolves once the models are loaded and warm; the inference service loads its own. */
  async ready(): Promise<void> {
    const keys = Object.values(this.languages).filter((key) => key !== undefined);
    await Promise.all([...new Set(keys)].map((key) => this.#runtime.load(key)));
  }

  close(): Promise<void> {
    return this.#runtime.close();
  }
}
