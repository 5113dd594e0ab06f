import { Tokenizer } from '@huggingface/tokenizers';
import { MingdaError } from '@mingda/platform';
import { z } from 'zod';

const tokenizerFileSchema = z.looseObject({
  model: z.looseObject({
    type: z.literal('WordPiece'),
    unk_token: z.string(),
    continuing_subword_prefix: z.string().default('##'),
  }),
  pre_tokenizer: z.looseObject({ type: z.literal('BertPreTokenizer') }),
  normalizer: z.looseObject({ type: z.literal('BertNormalizer') }),
  added_tokens: z.array(z.looseObject({ id: z.number().int(), content: z.string(), special: z.boolean() })),
});

/** The pieces of one word: vocabulary ids and the length of each piece in the normalised word. */
export interface WordPieces {
  readonly ids: readonly number[];
  readonly lengths: readonly number[];
}

/** What is used of the library: its own declarations do not resolve in an ES module. */
interface TokenizerSteps {
  readonly normalizer: { normalize(text: string): string } | null;
  readonly pre_tokenizer: { pre_tokenize(text: string): string[] } | null;
  readonly model: { encode(words: readonly string[]): string[] } | null;
  token_to_id(token: string): number | undefined;
}
const LibraryTokenizer = Tokenizer as unknown as new (tokenizer: object, config: object) => TokenizerSteps;

const cacheLimit = 50_000;
const longestCachedWord = 32;

/**
 * The three steps of a BERT tokenizer file (normalise, split into words, split words into pieces), taken apart so that
 * offsets can be followed through them and special tokens in the text stay text: the library does neither.
 */
export class WordPieceVocabulary {
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly cls: number;
  readonly sep: number;
  readonly pad: number;
  readonly #tokenizer: TokenizerSteps;
  readonly #unknown: string;
  readonly #prefix: string;
  readonly #cache = new Map<string, WordPieces>();

  /**
   * @param content the text of `tokenizer.json`
   * @throws MingdaError `MODEL_BACKEND_UNAVAILABLE` when it is no WordPiece tokenizer
   */
  constructor(content: string) {
    const parsed = tokenizerFileSchema.safeParse(JSON.parse(content));
    if (!parsed.success) {
      throw new MingdaError('MODEL_BACKEND_UNAVAILABLE', {
        subject: 'tokenizer.json',
        detail: 'only BERT WordPiece tokenizers run in this process',
        fixes: ['serve this model with an OpenAI-compatible server and register it as a remote entry'],
      });
    }
    this.#tokenizer = new LibraryTokenizer(parsed.data, {});
    this.#unknown = parsed.data.model.unk_token;
    this.#prefix = parsed.data.model.continuing_subword_prefix;
    this.specialTokens = new Map(parsed.data.added_tokens.filter((it) => it.special).map((it) => [it.content, it.id]));
    this.cls = this.#special('[CLS]');
    this.sep = this.#special('[SEP]');
    this.pad = this.#special('[PAD]');
  }

  normalize(segment: string): string {
    const normalized = this.#tokenizer.normalizer?.normalize(segment) ?? segment;
    return isRareIdeograph(normalized) ? ` ${normalized} ` : normalized;
  }

  words(normalized: string): readonly string[] {
    return this.#tokenizer.pre_tokenizer?.pre_tokenize(normalized) ?? [];
  }

  pieces(word: string): WordPieces {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const found = this.#split(word);
    if (word.length <= longestCachedWord) {
      if (this.#cache.size >= cacheLimit) this.#cache.clear();
      this.#cache.set(word, found);
    }
    return found;
  }

  #split(word: string): WordPieces {
    const tokens = this.#tokenizer.model?.encode([word]) ?? [this.#unknown];
    const ids = tokens.map((token) => this.#tokenizer.token_to_id(token) ?? 0);
    if (tokens.length === 1) return { ids, lengths: [word.length] };
    return {
      ids,
      lengths: tokens.map((token, index) => (index === 0 ? token.length : token.length - this.#prefix.length)),
    };
  }

  #special(token: string): number {
    const id = this.specialTokens.get(token);
    if (id !== undefined) return id;
    throw new MingdaError('MODEL_BACKEND_UNAVAILABLE', {
      subject: 'tokenizer.json',
      detail: `the tokenizer file has no special token ${token}`,
    });
  }
}

/** The library sees UTF-16 units and so misses the ideographs beyond the basic plane that BERT sets apart as words. */
function isRareIdeograph(segment: string): boolean {
  const codePoint = segment.codePointAt(0) ?? 0;
  return (codePoint >= 0x20000 && codePoint <= 0x2ceaf) || (codePoint >= 0x2f800 && codePoint <= 0x2fa1f);
}
