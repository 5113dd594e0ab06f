import type { Turn } from '@mingda/contracts';
import { noUserWords } from '@mingda/language';
import { FakeEmbedder } from '@mingda/testing';
import { describe, expect, it } from 'vitest';

import { embedQuestion, readQuestion } from './read-question.ts';
import { TurnVectors } from './turn-vectors.ts';

const read = async (text: string, before: readonly string[]) => {
  const turns = before.map((it): Turn => ({ role: 'user', text: it }));
  const asked = {
    collectionId: 'c',
    text,
    turns,
    words: noUserWords,
    turnVectors: new TurnVectors(),
    signal: undefined,
  };
  const [{ inContext }] = (await readQuestion(new FakeEmbedder(), asked)).vectors;
  return inContext && { text: inContext.text, own: inContext.text.slice(inContext.asksFrom) };
};

describe('the words of a question', () => {
  const order = async (turns: readonly Turn[]): Promise<string[]> => {
    const heard: string[] = [];
    const embedder = new FakeEmbedder();
    const embed = embedder.embed.bind(embedder);
    embedder.embed = async (request) => {
      const reply = await embed(request);
      heard.push('vector');
      return reply;
    };
    const onWords = ({ terms }: { readonly terms: readonly unknown[] }) =>
      heard.push(`${String(terms.length > 0)} words`);
    const asked = { collectionId: 'c', text: '年假有几天？', words: noUserWords, turnVectors: new TurnVectors() };
    await readQuestion(embedder, { ...asked, turns, onWords, signal: undefined });
    return heard;
  };

  it('are told before its vector is there, where no turn adds any', async () => {
    expect(await order([])).toEqual(['true words', 'vector']);
    expect(await order([{ role: 'user', text: '病假呢？' }])).toEqual(['vector']);
  });
});

describe('an embedding that has begun before the collection is known', () => {
  it('is the one that the question is read with', async () => {
    const embedder = new FakeEmbedder();
    const asked = { text: '年假有几天？', turns: [], turnVectors: new TurnVectors(), signal: undefined };
    const embedded = embedQuestion(embedder, asked);
    const words = { collectionId: 'c', words: noUserWords };
    const read = await readQuestion(embedder, { ...asked, ...words, embedded });
    expect(embedder.embedded).toBe(1);
    expect(read).toEqual(await readQuestion(new FakeEmbedder(), { ...asked, ...words }));
  });
});

describe('a question with the one before it', () => {
  it('is read so where it points back', async () => {
    expect(await read('那由谁批准？', ['年假有几天？'])).toEqual({
      text: '年假有几天？\n那由谁批准？',
      own: '那由谁批准？',
    });
  });

  it('is not where it stands for itself, or nothing was asked before', async () => {
    expect(await read('公司的年休假制度从什么时候开始执行', ['年假有几天？'])).toBeUndefined();
    expect(await read('那由谁批准？', [])).toBeUndefined();
  });

  it('never loses itself behind a long one', async () => {
    const found = await read('那由谁批准？', ['很长的话'.repeat(400)]);
    expect(found?.own).toBe('那由谁批准？');
    expect(found?.text.length).toBeLessThan(220);
  });

  it('leaves out what was said in a language that its model cannot read', async () => {
    expect(await read('What about it?', ['年假有几天？'])).toBeUndefined();
  });
});
