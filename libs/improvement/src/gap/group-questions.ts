import type { AccessScope } from '@mingda/contracts';
import type { GapGroupingRepository } from '@mingda/database';
import { detectLanguage, toSimplified } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import { leastGapSimilarity } from './gap-rules.ts';

const batchSize = 32;
/** Answers that one run groups; a longer backlog is done by further runs. */
const mostAnswers = 640;
/** Longest part of a question that is compared. */
const longestQuestion = 2000;

/**
 * Puts refused, doubtful and disliked answers to real questions into gaps, in the order in which they were asked. The same
 * log always gives the same gaps, and running it again changes nothing.
 */
export class GroupQuestions {
  readonly #gaps: GapGroupingRepository;
  readonly #embedder: Embedder;

  constructor(dependencies: { readonly gaps: GapGroupingRepository; readonly embedder: Embedder }) {
    this.#gaps = dependencies.gaps;
    this.#embedder = dependencies.embedder;
  }

  /** @returns whether more answers wait */
  async execute(scope: AccessScope, collectionId: string, signal?: AbortSignal): Promise<{ readonly more: boolean }> {
    for (let done = 0; done < mostAnswers; done += batchSize) {
      signal?.throwIfAborted();
      const answers = await this.#gaps.ungrouped(scope, collectionId, batchSize);
      for (const answer of answers) {
        signal?.throwIfAborted();
        const lang = detectLanguage(answer.question);
        const modelKey = this.#embedder.modelFor(lang);
        const vector = await this.#embed(modelKey, answer.searched, signal);
        if (vector === undefined) continue;
        const leastSimilarity = leastGapSimilarity[lang];
        await this.#gaps.group(scope, collectionId, { answer, lang, modelKey, vector, leastSimilarity });
      }
      if (answers.length < batchSize) return { more: false };
    }
    return { more: true };
  }

  /** Gaps whose first question another model has read take no questions any more: they get vectors by the present one of their language. */
  async embedOutdated(scope: AccessScope, collectionId: string, signal: AbortSignal): Promise<void> {
    const models = this.#embedder.languages;
    for (;;) {
      const gaps = await this.#gaps.outdated(scope, collectionId, { models, limit: batchSize });
      for (const { id, lang, searched } of gaps) {
        const modelKey = this.#embedder.modelFor(lang);
        const vector = await this.#embed(modelKey, searched, signal);
        if (vector === undefined) return;
        await this.#gaps.embedAgain(scope, id, { modelKey, vector });
      }
      if (gaps.length < batchSize) return;
    }
  }

  /** One at a time: an int8 model's vector depends a little on the company in a batch, and gaps must not. */
  async #embed(model: string, searched: string, signal?: AbortSignal): Promise<Float32Array | undefined> {
    signal?.throwIfAborted();
    const { embeddings } = await this.#embedder.embed({
      model,
      role: 'query',
      priority: 'bulk',
      items: [{ text: toSimplified(searched.slice(0, longestQuestion)) }],
      ...(signal === undefined ? {} : { signal }),
    });
    return embeddings[0]?.vector;
  }
}
