import { describe, expect, it } from 'vitest';
import { OneHotTokenModels } from '../../test/token-models.ts';
import { BertScorer } from './bert-scorer.ts';

const zh = (candidate: string, ...references: string[]) => ({ candidate, references, language: 'zh' as const });
const en = (candidate: string, ...references: string[]) => ({ candidate, references, language: 'en' as const });

describe('scoring pairs with the model of their language', () => {
  it('writes full-width and upper-case text like any other before it is encoded', async () => {
    const models = new OneHotTokenModels();
    const [score] = await new BertScorer({ models }).score([zh(' ＶＰＮ90天 ', 'vpn９０天')]);
    expect(score.raw).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(models.texts).toEqual(['vpn90天']);
  });

  it('can leave case and width as given', async () => {
    const models = new OneHotTokenModels();
    await new BertScorer({ models, form: 'given' }).score([zh('Ａ', 'a')]);
    await new BertScorer({ models, form: 'lower' }).score([zh('Ａ', 'B')]);
    expect(models.texts).toEqual(['a', 'Ａ', 'b', 'ａ']);
  });

  it('takes the best of several references for each part by itself', async () => {
    // Characters are axes: "a" lies in "ab" (precision 1, recall 1/2 against "ab"), wholly equals "a".
    const pairs = [en('ab', 'abcd', 'a'), en('ab', 'a', 'abcd')];
    const scores = await new BertScorer({ models: new OneHotTokenModels() }).score(pairs);
    expect(scores).toHaveLength(2);
    for (const { raw } of scores) {
      expect([raw.precision, raw.recall]).toEqual([1, 1]);
      expect(raw.f1).toBeCloseTo(2 / 3, 12);
    }
  });

  it('keeps the order of pairs across languages and rounds', async () => {
    const pairs = Array.from({ length: 150 }, (_, index) =>
      (index % 3 === 0 ? en : zh)(index % 2 === 0 ? 'ab' : 'cd', 'ab'),
    );
    const scores = await new BertScorer({ models: new OneHotTokenModels() }).score(pairs);
    expect(scores.map((score) => score.raw.f1)).toEqual(
      pairs.map((_, index) => (index % 2 === 0 ? 1 : 0)).map((item) => expect.closeTo(item, 12) as number),
    );
  });

  it('has one model in memory at a time and lets go of it on failure', async () => {
    const models = new OneHotTokenModels();
    await new BertScorer({ models }).score([zh('a', 'a'), en('a', 'a'), zh('b', 'b')]);
    expect(models.calls).toEqual([
      'load bge-small-zh-v1.5-fp32',
      'unload bge-small-zh-v1.5-fp32',
      'load all-minilm-l6-v2-fp32',
      'unload all-minilm-l6-v2-fp32',
    ]);
    const failing = new OneHotTokenModels();
    await expect(new BertScorer({ models: failing }).score([zh('boom', 'a')])).rejects.toThrow('the backend stopped');
    expect(failing.calls).toEqual(['load bge-small-zh-v1.5-fp32', 'unload bge-small-zh-v1.5-fp32']);
  });

  it('loads nothing for no pairs', async () => {
    const models = new OneHotTokenModels();
    expect(await new BertScorer({ models }).score([])).toEqual([]);
    expect(models.calls).toEqual([]);
  });

  it('reports progress up to all pairs', async () => {
    const seen: number[] = [];
    await new BertScorer({ models: new OneHotTokenModels() }).score(
      Array.from({ length: 600 }, (_, index) => (index < 88 ? en : zh)('a', 'a')),
      { onProgress: (done) => seen.push(done) },
    );
    expect(seen).toEqual([88, 344, 600]);
  });

  it('encodes each text once, however many pairs and rounds it is in', async () => {
    const models = new OneHotTokenModels();
    const pairs = Array.from({ length: 700 }, (_, index) => zh(`c${index % 350}`, 'ref', 'other'));
    const scores = await new BertScorer({ models, form: 'given' }).score(pairs);
    expect(models.texts).toHaveLength(352);
    expect(new Set(models.texts).size).toBe(352);
    expect(scores[3]).toEqual(scores[353]);
  });

  it('compares the candidate with the question as well, and only where there is one', async () => {
    const models = new OneHotTokenModels();
    const [asked, empty, unasked, alone] = await new BertScorer({ models }).score([
      { ...zh('ab', 'cd'), question: 'ba' },
      { ...zh('', 'cd'), question: 'ba' },
      zh('ab', 'cd'),
      { candidate: 'ab', references: [], language: 'zh', question: 'cd' },
    ]);
    expect(asked.relevance).toBeCloseTo(1, 6);
    expect([empty.relevance, unasked.relevance]).toEqual([null, null]);
    expect(alone.raw).toEqual({ precision: Number.NaN, recall: Number.NaN, f1: Number.NaN });
    expect(alone.relevance).toBeCloseTo(0, 6);
  });

  it('leaves no request unanswered when a comparison fails', async () => {
    const models = new OneHotTokenModels();
    const pairs = [...Array.from({ length: 256 }, () => zh('a', 'a')), zh('aa', 'boom')];
    await expect(new BertScorer({ models }).score(pairs)).rejects.toThrow('the backend stopped');
    expect(models.calls.at(-1)).toBe('unload bge-small-zh-v1.5-fp32');
  });
});
