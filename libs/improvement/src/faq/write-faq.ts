import type { AccessScope, FaqContent, FaqEntry } from '@mingda/contracts';
import type { FaqPhrasing, FaqRepository } from '@mingda/database';
import { answerKey, detectLanguage, toSimplified } from '@mingda/language';
import type { Embedder } from '@mingda/models';

export interface Written {
  readonly content: FaqContent;
  /** Name of the person or key that writes. */
  readonly by: string;
  readonly gapId?: string | undefined;
}

/** Stores an entry with a vector for each way to ask it, so that asking costs no model. */
export class WriteFaq {
  readonly #faq: FaqRepository;
  readonly #embedder: Embedder;

  constructor(dependencies: { readonly faq: FaqRepository; readonly embedder: Embedder }) {
    this.#faq = dependencies.faq;
    this.#embedder = dependencies.embedder;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `FAQ_EXISTS`, `INFERENCE_QUEUE_FULL` */
  async create(scope: AccessScope, collectionId: string, { content, by, gapId }: Written): Promise<FaqEntry> {
    const clean = withoutRepeats(content);
    return this.#faq.create(scope, collectionId, {
      content: clean,
      phrasings: await this.#phrasings(clean),
      changedBy: by,
      gapId,
    });
  }

  /** @throws MingdaError `FAQ_NOT_FOUND`, `FAQ_CHANGED`, `FAQ_EXISTS`, `INFERENCE_QUEUE_FULL` */
  async change(scope: AccessScope, id: string, given: Written & { readonly revision: number }): Promise<FaqEntry> {
    const clean = withoutRepeats(given.content);
    return this.#faq.change(scope, id, {
      content: clean,
      phrasings: await this.#phrasings(clean),
      changedBy: given.by,
      revision: given.revision,
    });
  }

  /** Entries that another model has embedded are not found any more: they get vectors by the present ones. */
  async embedOutdated(scope: AccessScope, collectionId: string, signal: AbortSignal): Promise<void> {
    const modelKeys = [...new Set(Object.values(this.#embedder.languages))];
    for (;;) {
      const entries = await this.#faq.outdated(scope, collectionId, { modelKeys, limit: 100 });
      for (const entry of entries) {
        signal.throwIfAborted();
        const phrasings = await this.#phrasings(entry);
        await this.#faq.embedAgain(scope, entry.id, { revision: entry.revision, phrasings });
      }
      if (entries.length < 100) return;
    }
  }

  /** Each by the model of its language, read as a question: the same way as the one that is asked. */
  async #phrasings({ question, phrasings }: Pick<FaqContent, 'question' | 'phrasings'>): Promise<FaqPhrasing[]> {
    const texts = [question, ...phrasings];
    const embedded = new Map<string, FaqPhrasing>();
    for (const [modelKey, group] of Map.groupBy(texts, (it) => this.#embedder.modelFor(detectLanguage(it)))) {
      const items = group.map((text) => ({ text: toSimplified(text) }));
      const { embeddings } = await this.#embedder.embed({ model: modelKey, role: 'query', priority: 'bulk', items });
      group.forEach((text, index) => {
        const vector = embeddings[index]?.vector;
        if (vector !== undefined) embedded.set(text, { text, modelKey, vector });
      });
    }
    return texts.flatMap((text) => embedded.get(text) ?? []);
  }
}

/** Phrasings that differ from the question and from each other by more than punctuation and case. */
function withoutRepeats(content: FaqContent): FaqContent {
  const seen = new Set([answerKey(content.question)]);
  const phrasings = content.phrasings.filter((it) => {
    const key = answerKey(it);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return { ...content, phrasings };
}
