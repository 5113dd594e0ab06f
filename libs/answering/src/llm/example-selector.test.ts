import { createEmbedder, type Embedder } from '@mingda/models';
import { createLogger, loadConfig } from '@mingda/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noAnswerMark } from '../prompts/prompt-template.ts';
import { ExampleSelector } from './example-selector.ts';

let embedder: Embedder;
beforeAll(async () => {
  embedder = await createEmbedder(loadConfig(), createLogger({ logLevel: 'silent' }, 'test'));
  await embedder.ready();
}, 120_000);
afterAll(() => embedder.close());

async function nearest(question: string, lang: 'zh' | 'en') {
  const modelKey = embedder.modelFor(lang);
  const { embeddings } = await embedder.embed({
    model: modelKey,
    role: 'query',
    priority: 'live',
    items: [{ text: question }],
  });
  return new ExampleSelector(embedder).nearest([{ modelKey, embedding: embeddings[0] }], lang);
}

it.each([
  ['丢了工牌，重新办一张要交多少费用？', 'zh', '补办门禁卡要多少钱？'],
  ['笔记本电脑保修几年？', 'zh', '设备的保修期有多长？'],
  ['Who signs off on an order of 9,000 dollars?', 'en', 'Who approves purchases above 5,000 dollars?'],
  ['Can guests connect to our wifi?', 'en', 'May visitors use the office network?'],
] as const)('%s is shown the example that is most like it', async (question, lang, expected) => {
  const examples = await nearest(question, lang);
  expect(examples[0].question).toBe(expected);
  expect(examples.map(({ answer }) => answer === noAnswerMark)).toEqual([false, false, true]);
});

it('without a vector takes the first of the pool', async () => {
  const examples = await new ExampleSelector(embedder).nearest([], 'zh');
  expect(examples).toHaveLength(3);
});
