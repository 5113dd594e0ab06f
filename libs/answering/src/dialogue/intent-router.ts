import type { AccessScope, Answer, Intent } from '@mingda/contracts';
import type { FaqMatchRepository, IntentRepository } from '@mingda/database';
import { recogniseIntent, type IntentModel } from '@mingda/dialogue';
import type { RetrieveResult } from '@mingda/retrieval';
import { dialogueTexts } from './dialogue-texts.ts';

/** How long another process may go on with the version before. */
const staleMs = 2000;

/** What is said instead of an answer from the documents. */
export interface RoutedIntent {
  readonly name: 'intent';
  readonly draft: { readonly text: string; readonly confidence: number; readonly quotes: []; readonly trace: unknown };
  readonly says: Pick<Answer, 'outcome' | 'text' | 'handOver' | 'citations' | 'dialogue'>;
}

/** What the search has made of a message. */
type Found = Pick<RetrieveResult, 'question' | 'candidates' | 'filter'>;

interface Loaded {
  readonly at: number;
  readonly version: number;
  readonly intents: readonly Intent[];
  readonly models: ReadonlyMap<string, IntentModel>;
}

export interface RecognisedIntent {
  readonly intent: Intent;
  readonly score: number;
  readonly threshold: number;
  readonly accepted: boolean;
  /** Cosine with the nearest example. */
  readonly nearest: number;
}

/**
 * Recognises the intents of a collection by the vector that the search has made anyway. Models are kept in memory; a save in
 * this process counts at once, one elsewhere within two seconds.
 */
export class IntentRouter {
  readonly #intents: IntentRepository;
  readonly #faq: FaqMatchRepository;
  readonly #loaded = new Map<string, Promise<Loaded>>();

  constructor(dependencies: { readonly intents: IntentRepository; readonly faq: FaqMatchRepository }) {
    this.#intents = dependencies.intents;
    this.#faq = dependencies.faq;
  }

  /** To be called when intents were saved. */
  forget(collectionId: string): void {
    for (const key of this.#loaded.keys()) if (key.endsWith(collectionId)) this.#loaded.delete(key);
  }

  /** The nearest intent of a text by its vector; null where no intent has examples for that model. */
  async recognise(
    scope: AccessScope,
    collectionId: string,
    { modelKey, vector }: { readonly modelKey: string; readonly vector: Float32Array },
  ): Promise<RecognisedIntent | null> {
    const { intents, models } = await this.#load(scope, collectionId);
    const model = models.get(modelKey);
    if (model?.dims !== vector.length) return null;
    const { intent: index, ...guess } = recogniseIntent(model, vector);
    const intent = intents[index];
    return intent === undefined ? null : { intent, ...guess, threshold: model.threshold };
  }

  /**
   * A message goes to an intent only when it is nearer to one of its examples than to every passage: few examples cannot tell
   * what else people ask, but the documents can.
   * @returns null when the question is none of the collection's intents
   */
  async route(scope: AccessScope, collectionId: string, found: Found): Promise<RoutedIntent | null> {
    const { question, candidates, filter } = found;
    const [asked] = question.vectors;
    if (asked === undefined) return null;
    const { modelKey, embedding } = asked;
    const recognised = await this.recognise(scope, collectionId, { modelKey, vector: embedding.vector });
    if (recognised === null || !recognised.accepted) return null;
    const { intent, score, threshold, nearest } = recognised;
    // Who wants an answer from certain documents is not given an approved one from elsewhere.
    if (intent.action === 'approved' && filter.length > 0) return null;
    if (candidates.some((it) => it.modelKey === modelKey && (it.dense ?? -1) >= nearest)) return null;
    // An approved answer of another collection is none of this one's, whatever else the caller may read.
    const within = { tenantId: scope.tenantId, collectionIds: [collectionId] };
    const text = await this.#textOf(within, intent, question.lang);
    if (text === null) return null;
    const trace = { intent: intent.name, score, threshold };
    return {
      name: 'intent',
      draft: { text, confidence: 1, quotes: [], trace },
      says: {
        outcome: 'answered',
        text,
        handOver: intent.action === 'hand-over',
        citations: [],
        dialogue: { state: 'asking', intent: intent.name },
      },
    };
  }

  async #textOf(scope: AccessScope, intent: Intent, lang: 'zh' | 'en'): Promise<string | null> {
    if (intent.action === 'approved') {
      const entry = intent.faqEntryId === null ? null : await this.#faq.entry(scope, intent.faqEntryId);
      return entry?.answers === true ? entry.answer : null;
    }
    const own = intent.reply[lang] || intent.reply.zh || intent.reply.en;
    return intent.action === 'hand-over' ? own || dialogueTexts.handedOver[lang] : own || null;
  }

  #load(scope: AccessScope, collectionId: string): Promise<Loaded> {
    const key = `${scope.tenantId} ${scope.collectionIds?.join() ?? '*'} ${collectionId}`;
    const kept = this.#loaded.get(key);
    const loading = (async (): Promise<Loaded> => {
      const known = await kept?.catch(() => undefined);
      if (known !== undefined && Date.now() - known.at < staleMs) return known;
      const latest = await this.#intents.get(scope, collectionId);
      const version = latest?.version ?? 0;
      if (known?.version === version) return { ...known, at: Date.now() };
      const intents = latest?.intents ?? [];
      const stored = version === 0 ? [] : await this.#intents.models(scope, collectionId, version);
      const models = new Map(
        stored.map((it): [string, IntentModel] => [it.modelKey, { ...it, intents: intents.length }]),
      );
      return { at: Date.now(), version, intents, models };
    })();
    this.#loaded.set(key, loading);
    // What cannot be read is read again by the next asker.
    loading.catch(() => this.#loaded.delete(key));
    return loading;
  }
}
