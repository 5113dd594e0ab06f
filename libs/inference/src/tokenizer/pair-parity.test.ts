import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@mingda/platform';
import { describe, expect, it } from 'vitest';
import parity from '../../test/fixtures/pair-parity.json' with { type: 'json' };
import { store } from '../../test/model-cache.ts';
import { TextTokenizer } from './text-tokenizer.ts';

const key = 'bge-small-zh-v1.5-int8';
const unigram = readFileSync(new URL('../../test/fixtures/unigram-tokenizer.json', import.meta.url), 'utf8');
const rules = { maxTokens: parity.window, parseSpecialTokens: false };

describe('the tokenizer of XLM-RoBERTa', () => {
  const ours = new TextTokenizer(unigram, { ...rules, maxTokens: 512, normalization: 'none' });

  it.each(parity.unigram)('cuts $text as the reference does', ({ text, ids }) => {
    const { ids: found, textStart, textEnd } = ours.encode(text);
    expect([...found.subarray(textStart, textEnd)]).toEqual(ids);
    expect([found[0], found.at(-1)]).toEqual([0, 2]);
    expect(ours.count(text)).toBe(ids.length);
  });

  it.each(parity.unigram.filter(({ text }) => text !== ''))('knows where the tokens of $text stand', ({ text }) => {
    const { offsets, textStart, textEnd } = ours.encode(text);
    let before = 0;
    for (let token = textStart; token < textEnd; token += 1) {
      const [start, end] = offsets.subarray(token * 2, token * 2 + 2);
      expect(start).toBeGreaterThanOrEqual(Math.min(before, start));
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThanOrEqual(text.length);
      before = end;
    }
    const covered = new Set<number>();
    for (let token = textStart; token < textEnd; token += 1)
      for (let at = offsets[token * 2]; at < offsets[token * 2 + 1]; at += 1) covered.add(at);
    const lost = Array.from({ length: text.length }, (_, at) => at).filter(
      (at) => !covered.has(at) && /[\p{L}\p{N}]/u.test(text[at]),
    );
    expect(lost).toEqual([]);
  });
});

describe('two texts read together', () => {
  it.each(parity.pairs.bert)('are laid out for BERT: $first', async ({ first, second, ids, secondFrom }) => {
    await store.ensure(key);
    const content = readFileSync(join(loadConfig().models.dir, key, 'tokenizer.json'), 'utf8');
    const found = new TextTokenizer(content, { ...rules, normalization: 'nfkc-lower' }).encodePair(first, second);
    expect([...found.ids]).toEqual(ids);
    expect(found.secondFrom).toBe(secondFrom);
    expect(found.ids.length).toBeLessThanOrEqual(parity.window);
  });

  it.each(parity.pairs.xlm)('are laid out for XLM-RoBERTa: $first', ({ first, second, ids, secondFrom }) => {
    const found = new TextTokenizer(unigram, { ...rules, normalization: 'none' }).encodePair(first, second);
    expect([...found.ids]).toEqual(ids);
    expect(found.secondFrom).toBe(secondFrom);
  });

  it('tells whether something was cut', () => {
    const tokenizer = new TextTokenizer(unigram, { ...rules, normalization: 'none' });
    expect(tokenizer.encodePair('leave', 'ten days').truncated).toBe(false);
    expect(tokenizer.encodePair('leave', 'ten days '.repeat(60)).truncated).toBe(true);
  });
});

describe('a tokenizer of another kind', () => {
  it('is refused by name', () => {
    const other = JSON.stringify({ model: { type: 'BPE' }, added_tokens: [] });
    expect(() => new TextTokenizer(other, { ...rules, normalization: 'none' })).toThrow(
      expect.objectContaining({ code: 'MODEL_BACKEND_UNAVAILABLE', detail: expect.stringContaining('BPE') }),
    );
  });
});
