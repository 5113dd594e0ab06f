import { describe, expect, it } from 'vitest';
import { analyze } from './analyzer.ts';
import { Synonyms } from './synonyms.ts';
import { UserWords } from './user-words.ts';

const termsOf = (text: string, words: readonly string[] = []) =>
  analyze(text, new UserWords(words)).map((it) => it.term);

describe('words of a user dictionary', () => {
  it('become one term, beside the terms of their parts', () => {
    expect(termsOf('云雀智联网关怎么重启')).not.toContain('云雀智联网关');
    const terms = termsOf('云雀智联网关怎么重启', ['云雀智联网关']);
    expect(terms).toContain('云雀智联网关');
    expect(terms).toContain('网关');
    expect(terms).toContain('重启');
  });

  it('keep the place of the original text', () => {
    const text = '請看 Ｇａｌａｘｙ Tab 手冊';
    const found = analyze(text, new UserWords(['galaxy tab'])).find((it) => it.term === 'galaxy tab');
    expect(text.slice(found?.start, found?.end)).toBe('Ｇａｌａｘｙ Tab');
  });

  it('are found whole words only where words are separated, and the longest first', () => {
    expect(termsOf('a smart partner', ['art', 'part'])).not.toContain('art');
    expect(termsOf('用 TH01 传感器', ['th01传感器', 'th01'])).toContain('th01');
    expect(termsOf('TH01传感器', ['th01', 'th01传感器'])).toContain('th01传感器');
  });

  it('meet in traditional and simplified characters', () => {
    expect(termsOf('雲雀智聯網關', ['云雀智联网关'])).toContain('云雀智联网关');
  });
});

describe('synonyms', () => {
  const rules = [
    { words: ['年休假', '年假', '带薪休假'], means: [] },
    { words: ['VPN'], means: ['虚拟专用网络', 'remote access'] },
  ];

  it('lead both ways within a group, and one way where a rule says so', () => {
    const synonyms = new Synonyms(rules);
    expect(synonyms.expand('年休假有几天？').map((it) => it.means)).toEqual(['年假', '带薪休假']);
    expect(synonyms.expand('年假怎么请').map((it) => it.means)).toEqual(['年休假', '带薪休假']);
    expect(synonyms.expand('how to use vpn')).toEqual([
      { asked: 'VPN', means: '虚拟专用网络' },
      { asked: 'VPN', means: 'remote access' },
    ]);
    expect(synonyms.expand('what is remote access')).toEqual([]);
  });

  it('meet inflected words, and no parts of words', () => {
    const synonyms = new Synonyms([{ words: ['annual leave', 'paid vacation'], means: [] }]);
    expect(synonyms.expand('How many annual leaves do I get').map((it) => it.means)).toEqual(['paid vacation']);
    expect(new Synonyms([{ words: ['art'], means: ['craft'] }]).expand('smart part')).toEqual([]);
  });

  it('never repeat what the question says itself', () => {
    expect(new Synonyms(rules).expand('年假和年休假一样吗').map((it) => it.means)).toEqual(['带薪休假']);
  });

  it('that lead in a circle are expanded once', () => {
    const circle = new Synonyms([
      { words: ['甲方'], means: ['乙方'] },
      { words: ['乙方'], means: ['丙方'] },
      { words: ['丙方'], means: ['甲方'] },
      { words: ['丁方'], means: ['丁方'] },
    ]);
    expect(circle.expand('甲方').map((it) => it.means)).toEqual(['乙方']);
    expect(circle.expand('丁方')).toEqual([]);
  });
});
