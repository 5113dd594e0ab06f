import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registry, store } from '../../test/model-cache.ts';
import { hasRuntime, runtimesDir } from '../../test/optional-runtime.ts';
import { optionalPackage } from '../runtimes/optional-package.ts';
import { TextTokenizer } from './text-tokenizer.ts';

interface Transformers {
  readonly PreTrainedTokenizer: new (tokenizer: unknown, config: unknown) => { encode(text: string): number[] };
}

const keys = { zh: 'bge-small-zh-v1.5-int8', en: 'bge-small-en-v1.5-int8' } as const;
const wantedTexts = 500;
const han = /\p{Script=Han}/u;

const hostile = [
  '',
  ' \t\r\n\u00a0\u3000\u2028',
  '\u0000\ufffd\u0007',
  '\u200b\u200d\ufeff零宽\u200b字符',
  'a\u0301e\u0301o\u0308 combining',
  '\u0301\u0301 marks first',
  'ＶＰＮ　ｆｕｌｌ－ｗｉｄｔｈ １２３％',
  'ｶﾞｷﾞ half-width ﾊﾟ',
  '㈱㍻①②ⅣⅫ㎏㎡½',
  'ﬁ ﬂ ligatures ﷺ',
  '👨‍👩‍👧‍👦👍🏽🇨🇳 emoji',
  '𠀀 𠮷 𪚥 rare 㐀䶿',
  'שלום עולם مرحبا بالعالم',
  'ΑΣ ΟΔΥΣΣΕΥΣ İstanbul ẞ ŉ',
  '한국어 조합 가각 가',
  'नमस्ते สวัสดี',
  '[CLS][SEP][MASK][PAD][UNK] ##ing ##',
  "don't can't it's \"quoted\" -- dash— …",
  'https://example.com/a?b=c&d=%20#e user@example.com',
  'ERR_0x8007 TH-01 v1.2.3 1,234.56 2026-11-27T10:00:00Z',
  '第3.2条（一）款：10％～20％、￥1,000元；≥5℃',
  '中English混排test文本123号',
  'x'.repeat(300),
  '超'.repeat(600),
  `${'a'.repeat(150)} ${'word '.repeat(100)}`,
  '\u{1d400}\u{1d7d8} mathematical',
  '\ud800 lone surrogate \udfff',
  'line\nbreak\ttab\rreturn',
  '，。！？；：“”‘’（）《》【】、',
  '$€£¥₹ +−×÷=≠≈ ←→ ©®™ §¶',
];

/** Real sentences in both languages from the sample, then whatever breaks tokenizers. */
function texts(): string[] {
  const folder = join(import.meta.dirname, '..', '..', '..', '..', 'eval', 'sample');
  const lines = globSync('**/*.{md,jsonl}', { cwd: folder })
    .toSorted()
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .filter((line) => line.trim().length > 8);
  const spread = (all: readonly string[], count: number): string[] =>
    Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]);
  const real = (wantedTexts - hostile.length) / 2;
  return [
    ...spread(
      lines.filter((line) => han.test(line)),
      real,
    ),
    ...spread(
      lines.filter((line) => !han.test(line)),
      real,
    ),
    ...hostile,
  ];
}

/** What the registry asks for before the tokenizer; without context, so that a final sigma stays a sigma. */
const folded = (text: string): string => Array.from(text.normalize('NFKC'), (it) => it.toLowerCase()).join('');

describe.skipIf(!(await hasRuntime('@huggingface/transformers')))('against transformers.js', () => {
  it.each(['zh', 'en'] as const)('ids of 500 texts are equal (%s model)', async (lang) => {
    const { PreTrainedTokenizer } = (await import(
      await optionalPackage('@huggingface/transformers', runtimesDir)
    )) as Transformers;
    const content = readFileSync((await store.ensure(keys[lang])).tokenizer, 'utf8');
    // Special tokens that a text spells out are not to be read as such; ours never does, the reference by this list.
    const { added_tokens: _added, ...rest } = JSON.parse(content) as Record<string, unknown>;
    const reference = new PreTrainedTokenizer({ ...rest, added_tokens: [] }, { model_max_length: 1e9 });
    const ours = new TextTokenizer(content, { ...registry.local(keys[lang]), maxTokens: 100_000 });
    const all = texts();
    expect(all).toHaveLength(wantedTexts);
    const different = all.filter((text) => [...ours.encode(text).ids].join() !== reference.encode(folded(text)).join());
    expect(different.map((text) => JSON.stringify(text.slice(0, 60)))).toEqual([]);
  });

  it('one thing is known to differ: it joins neighbours beyond the first plane, the Rust tokenizer and ours do not', async () => {
    const content = readFileSync((await store.ensure(keys.zh)).tokenizer, 'utf8');
    const ours = new TextTokenizer(content, registry.local(keys.zh));
    // As tokenizers 0.23.3 (Rust) cuts it: [CLS], three unknown characters, rar, ##e, two unknown ones, [SEP].
    expect([...ours.encode('𠀀𠮷𪚥 rare 㐀䶿').ids]).toEqual([101, 100, 100, 100, 12_773, 8154, 100, 100, 102]);
  });
});
