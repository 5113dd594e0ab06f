import type { AccessScope, Intent, IntentMeasure, IntentSet, SaveIntents as Saved } from '@mingda/contracts';
import type { CollectionRepository, IntentRepository, StoredIntentModel } from '@mingda/database';
import { trainIntents } from '@mingda/dialogue';
import { answerKey, detectLanguage, toSimplified } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import { MingdaError } from '@mingda/platform';

/** Examples of all intents together: the one who saves waits for them to be embedded and trained. */
const mostExamples = 1000;
const textsPerRequest = 64;

interface Dependencies {
  readonly collections: CollectionRepository;
  readonly intents: IntentRepository;
  readonly embedder: Embedder;
  /** Called when a version is stored, so that whoever keeps the one before reads it again. */
  readonly onSaved?: ((collectionId: string) => void) | undefined;
}

interface Example {
  readonly text: string;
  readonly intent: number;
}

/** Stores the intents of a collection together with recognisers trained from their examples, one for each embedding model. */
export class SaveIntents {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** The latest version; an empty one before the first. @throws MingdaError `COLLECTION_NOT_FOUND` */
  async current(scope: AccessScope, collectionId: string): Promise<IntentSet> {
    const { collections, intents } = this.#dependencies;
    if ((await collections.get(scope, collectionId)) === null) {
      throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    }
    const stored = await intents.get(scope, collectionId);
    return stored ?? { version: 0, intents: [], measured: [], changedBy: null, changedAt: null };
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `INTENTS_CHANGED`, `INTENTS_INVALID`, `INFERENCE_QUEUE_FULL` */
  async execute(
    scope: AccessScope,
    collectionId: string,
    { version, intents, by, signal }: Saved & { readonly by: string; readonly signal?: AbortSignal },
  ): Promise<IntentSet> {
    const current = await this.current(scope, collectionId);
    if (current.version !== version) throw new MingdaError('INTENTS_CHANGED', { subject: collectionId });
    checkIntents(intents);
    const models: StoredIntentModel[] = [];
    const measured: IntentMeasure[] = [];
    for (const [modelKey, examples] of this.#byModel(intents)) {
      const { model, measure } = await this.#train(modelKey, examples, { intents, signal });
      models.push(model);
      measured.push(measure);
    }
    await this.#dependencies.intents.save(scope, collectionId, { version, intents, measured, models, changedBy: by });
    this.#dependencies.onSaved?.(collectionId);
    return this.current(scope, collectionId);
  }

  /**
   * Recognisers of another model recognise nothing any more, and one that lacks the examples of a language only a part: the
   * latest version is stored once more, as whoever saved it, with recognisers of the present models from all examples. What
   * somebody else saves meanwhile has them already.
   * @throws MingdaError `INFERENCE_QUEUE_FULL`
   */
  async trainOutdated(scope: AccessScope, collectionId: string, signal: AbortSignal): Promise<void> {
    const stored = await this.#dependencies.intents.get(scope, collectionId);
    if (stored === null) return;
    const { version, intents, measured, changedBy } = stored;
    const trained = await this.#dependencies.intents.modelKeys(scope, collectionId, version);
    const present = this.#byModel(intents);
    const asMeasured = measured.every((it) => present.get(it.modelKey)?.length === it.examples);
    if (asMeasured && measured.length === present.size && measured.every((it) => trained.includes(it.modelKey))) return;
    try {
      await this.execute(scope, collectionId, { version, intents, by: changedBy ?? '', signal });
    } catch (error) {
      if (!(error instanceof MingdaError) || error.code !== 'INTENTS_CHANGED') throw error;
    }
  }

  /** The vector that a text would be recognised by. */
  async embed(text: string): Promise<{ readonly modelKey: string; readonly vector: Float32Array }> {
    const modelKey = this.#dependencies.embedder.modelFor(detectLanguage(text));
    const [vector] = await this.#vectors(modelKey, [text], { priority: 'live' });
    return { modelKey, vector };
  }

  #byModel(intents: readonly Intent[]): Map<string, Example[]> {
    const examples = intents.flatMap((it, intent) =>
      it.enabled ? it.examples.map((text): Example => ({ text, intent })) : [],
    );
    return Map.groupBy(examples, (it) => this.#dependencies.embedder.modelFor(detectLanguage(it.text)));
  }

  async #train(
    modelKey: string,
    examples: readonly Example[],
    { intents, signal }: { readonly intents: readonly Intent[]; readonly signal: AbortSignal | undefined },
  ): Promise<{ model: StoredIntentModel; measure: IntentMeasure }> {
    const texts = examples.map((it) => it.text);
    const vectors = await this.#vectors(modelKey, texts, { priority: 'bulk', signal });
    const { model, leaveOneOut } = await trainIntents(
      examples.map(({ intent }, at) => ({ intent, vector: vectors[at] })),
      intents.length,
    );
    const nameOf = (at: number): string => intents[at]?.name ?? '';
    const mistakes = leaveOneOut.mistakes.map(({ example, taken }) => ({
      example: texts[example] ?? '',
      intent: nameOf(examples[example]?.intent ?? -1),
      taken: taken === null ? null : nameOf(taken),
    }));
    return { model: { ...model, modelKey }, measure: { modelKey, ...leaveOneOut, mistakes } };
  }

  /** Read as questions, as the one that is asked. */
  async #vectors(
    modelKey: string,
    texts: readonly string[],
    { priority, signal }: { readonly priority: 'live' | 'bulk'; readonly signal?: AbortSignal | undefined },
  ): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += textsPerRequest) {
      const items = texts.slice(from, from + textsPerRequest).map((text) => ({ text: toSimplified(text) }));
      const { embeddings } = await this.#dependencies.embedder.embed({
        model: modelKey,
        role: 'query',
        priority,
        items,
        ...(signal === undefined ? {} : { signal }),
      });
      vectors.push(...embeddings.map((it) => it.vector));
    }
    return vectors;
  }
}

/** @throws MingdaError `INTENTS_INVALID` naming what is wrong */
function checkIntents(intents: readonly Intent[]): void {
  const refuse = (subject: string, detail: string): never => {
    throw new MingdaError('INTENTS_INVALID', { subject, detail });
  };
  const names = new Set<string>();
  const said = new Map<string, string>();
  let count = 0;
  for (const { name, action, reply, faqEntryId, examples, enabled } of intents) {
    if (names.has(name)) refuse(name, 'two intents have this name');
    names.add(name);
    if (action === 'reply' && reply.zh === '' && reply.en === '') refuse(name, 'it has no reply');
    if (action === 'approved' && faqEntryId === null) refuse(name, 'it names no approved answer');
    if (!enabled) continue;
    for (const example of examples) {
      const key = answerKey(example);
      const other = said.get(key);
      if (other !== undefined && other !== name) refuse(example, `it is an example of ${other} and of ${name}`);
      said.set(key, name);
      count += 1;
    }
  }
  if (count > mostExamples) refuse(String(count), `more than ${mostExamples} examples`);
}
