import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { registry, store } from '../../test/model-cache.ts';
import { TextTokenizer, type Encoding } from './text-tokenizer.ts';

interface ParityCase {
  readonly text: string;
  readonly ids: readonly number[];
}

const parity: Record<'zh' | 'en', readonly ParityCase[]> = JSON.parse(
  readFileSync(new URL('../../test/fixtures/tokenizer-parity.json', import.meta.url), 'utf8'),
);
const keys = { zh: 'bge-small-zh-v1.5-int8', en: 'bge-small-en-v1.5-int8' } as const;
const tokenizers = new Map<string, TextTokenizer>();

async function tokenizer(lang: 'zh' | 'en', parseSpecialTokens = false): Promise<TextTokenizer> {
  const files = await store.ensure(keys[lang]);
  return new TextTokenizer(readFileSync(files.tokenizer, 'utf8'), {
    ...registry.local(keys[lang]),
    parseSpecialTokens,
  });
}

/** The original characters of each token of the text. */
function surfaces(text: string, { offsets, textStart, textEnd }: Encoding): string[] {
  return Array.from({ length: textEnd - textStart }, (_, index) => {
    const [start, end] = offsets.subarray((textStart + index) * 2);
    return text.slice(start, end);
  });
}

beforeAll(async () => {
  for (const lang of ['zh', 'en'] as const) tokenizers.set(lang, await tokenizer(lang));
}, 120_000);

describe('ids', () => {
  for (const lang of ['zh', 'en'] as const) {
    it.each(parity[lang].map((it) => [it.text.slice(0, 40), it] as const))(
      `equal the reference tokenizer (${lang}): %j`,
      (_name, { text, ids }) => {
        expect([...(tokenizers.get(lang)?.encode(text).ids ?? [])]).toEqual(ids);
      },
    );
  }

  it('counts what it encodes, without special tokens and without a cut', () => {
    for (const lang of ['zh', 'en'] as const) {
      for (const { text, ids } of parity[lang]) {
        const count = tokenizers.get(lang)?.count(text) ?? -1;
        if (ids.length < 512) expect(count).toBe(ids.length - 2);
        else expect(count).toBeGreaterThanOrEqual(510);
      }
    }
  });

  it('cuts to the window, keeps the prefix and [SEP], and says so', () => {
    const encoding = tokenizers.get('zh')?.encode('长度'.repeat(400), '为这个句子生成表示以用于检索相关文章：');
    expect(encoding?.ids).toHaveLength(512);
    expect(encoding?.ids.at(-1)).toBe(102);
    expect(encoding?.truncated).toBe(true);
    expect([...(encoding?.offsets.subarray(0, 4) ?? [])]).toEqual([-1, -1, -1, -1]);
    expect(tokenizers.get('zh')?.encode('短').truncated).toBe(false);
  });
});

describe('special tokens written in a text', () => {
  it('stay text, so that a document cannot smuggle one in', () => {
    const ids = [...(tokenizers.get('en')?.encode('a [SEP] b').ids ?? [])];
    expect(ids.filter((id) => id === 102)).toHaveLength(1);
  });

  it('are read as such where the entry asks for it', async () => {
    const text = 'a [SEP] b';
    const encoding = (await tokenizer('en', true)).encode(text);
    expect([...encoding.ids]).toEqual([101, 1037, 102, 1038, 102]);
    expect(surfaces(text, encoding)).toEqual(['a', '[SEP]', 'b']);
  });
});

describe('offsets lead back to the original characters', () => {
  it.each([
    ['full-width letters and digits', 'ＶＰＮ账号１２３', ['ＶＰＮ', '账', '号', '１２３']],
    ['one character that becomes three tokens', '甲㈱乙', ['甲', '㈱', '㈱', '㈱', '乙']],
    ['surrogate pairs', '😀好𠀀', ['😀', '好', '𠀀']],
    ['combining marks', 'cafe\u0301店', ['cafe\u0301', '店']],
    ['half-width katakana with a sound mark', 'ｶﾞ', ['ｶﾞ']],
    ['characters that vanish', 'a\u200b店', ['a', '店']],
  ])('%s', (_name, text, expected) => {
    const encoding = tokenizers.get('zh')?.encode(text);
    expect(encoding === undefined ? [] : surfaces(text, encoding)).toEqual(expected);
  });

  it('rise, stay inside the text and cover every visible character, for any text of the fixture', () => {
    for (const lang of ['zh', 'en'] as const) {
      for (const { text } of parity[lang]) {
        const encoding = tokenizers.get(lang)?.encode(text);
        if (encoding === undefined || encoding.truncated) continue;
        let end = 0;
        let skipped = '';
        for (let token = encoding.textStart; token < encoding.textEnd; token += 1) {
          const [from, to] = encoding.offsets.subarray(token * 2);
          expect(to).toBeGreaterThan(from);
          if (from > end) skipped += text.slice(end, from);
          end = Math.max(end, to);
        }
        expect(end).toBeLessThanOrEqual(text.length);
        expect(`${skipped}${text.slice(end)}`.replace(/[\s\p{Cc}\p{Cf}\p{Mn}]/gu, '')).toBe('');
      }
    }
  });
});
