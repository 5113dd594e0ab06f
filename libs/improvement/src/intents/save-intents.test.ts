import type { IntentSet } from '@mingda/contracts';
import type { CollectionRepository, IntentRepository, NewIntentSet } from '@mingda/database';
import { FakeEmbedder } from '@mingda/testing';
import { expect, test } from 'vitest';
import { SaveIntents } from './save-intents.ts';

const scope = { tenantId: 'tenant' };
const never = new AbortController().signal;

function opened() {
  const saved: NewIntentSet[] = [];
  const intents: Partial<IntentRepository> = {
    get: async (): Promise<IntentSet | null> => {
      const last = saved.at(-1);
      return last === undefined
        ? null
        : { ...last, version: saved.length, intents: [...last.intents], measured: [...last.measured], changedAt: null };
    },
    save: async (_scope, _collectionId, input) => void saved.push(input),
    modelKeys: async () => saved.at(-1)?.models.map((it) => it.modelKey) ?? [],
  };
  const embedder = new FakeEmbedder();
  const collections: Partial<CollectionRepository> = { get: async () => ({}) as never };
  const saveIntents = new SaveIntents({
    collections: collections as CollectionRepository,
    intents: intents as IntentRepository,
    embedder,
  });
  return { saved, embedder, saveIntents };
}

async function greetings({ saveIntents }: ReturnType<typeof opened>): Promise<void> {
  const examples = ['今天天气怎么样', '明天会下雨吗', 'how is the weather'];
  const reply = { zh: '好的', en: 'All right' };
  await saveIntents.execute(scope, 'c', {
    version: 0,
    intents: [{ name: 'weather', action: 'reply', reply, faqEntryId: null, enabled: true, examples }],
    by: 'test',
  });
}

test('are trained again when a model takes over the examples of the other language, exchanges them, or gives them up', async () => {
  const { zh, en } = new FakeEmbedder().languages;
  const given = opened();
  const { saved, embedder, saveIntents } = given;
  await greetings(given);
  const sizes = () => saved.at(-1)?.measured.map((it) => [it.modelKey, it.examples]);
  const train = () => saveIntents.trainOutdated(scope, 'c', never);
  await train();
  expect(saved).toHaveLength(1);
  expect(sizes()).toEqual([
    [zh, 2],
    [en, 1],
  ]);
  embedder.languages.en = zh;
  await train();
  await train();
  expect(saved).toHaveLength(2);
  expect(sizes()).toEqual([[zh, 3]]);
  embedder.languages.zh = en;
  embedder.languages.en = zh;
  await train();
  expect(sizes()).toEqual([
    [en, 2],
    [zh, 1],
  ]);
  embedder.languages.zh = zh;
  embedder.languages.en = en;
  await train();
  expect(saved).toHaveLength(4);
  expect(sizes()).toEqual([
    [zh, 2],
    [en, 1],
  ]);
});

test('a stopped job does not embed examples', async () => {
  const given = opened();
  await greetings(given);
  given.embedder.languages.en = given.embedder.languages.zh;
  await expect(given.saveIntents.trainOutdated(scope, 'c', AbortSignal.abort())).rejects.toThrow('aborted');
  expect(given.saved).toHaveLength(1);
});
