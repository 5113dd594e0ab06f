import { z } from 'zod';
import { LibraryTokenizer, type TokenizerSteps } from './library-tokenizer.ts';
import { PieceCache } from './piece-cache.ts';
import {
  addedTokensSchema,
  neededToken,
  specialTokensOf,
  unsupported,
  type PairLayout,
  type Vocabulary,
  type WordPieces,
} from './vocabulary.ts';

const tokenizerFileSchema = z.looseObject({
  model: z.looseObject({
    type: z.literal('WordPiece'),
    unk_token: z.string(),
    continuing_subword_prefix: z.string().default('##'),
  }),
  pre_tokenizer: z.looseObject({ type: z.literal('BertPreTokenizer') }),
  normalizer: z.looseObject({ type: z.literal('BertNormalizer') }),
  added_tokens: addedTokensSchema,
});

/** The tokenizer of BERT. The library reads special tokens written in a text as such; this does not. */
export class WordPieceVocabulary implements Vocabulary {
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly cls: number;
  readonly sep: number;
  readonly pad: number;
  readonly pair: PairLayout = { separators: 1, secondSegment: 1 };
  readonly #tokenizer: TokenizerSteps;
  readonly #unknown: string;
  readonly #prefix: string;
  readonly #cache = new PieceCache((word) => this.#split(word));

  /** @throws MingdaError `MODEL_BACKEND_UNAVAILABLE` when it is no tokenizer of BERT */
  constructor(file: unknown) {
    const parsed = tokenizerFileSchema.safeParse(file);
    if (!parsed.success) throw unsupported(`it is no tokenizer of BERT: ${z.prettifyError(parsed.error)}`);
    this.#tokenizer = new LibraryTokenizer(parsed.data, {});
    this.#unknown = parsed.data.model.unk_token;
    this.#prefix = parsed.data.model.continuing_subword_prefix;
    this.specialTokens = specialTokensOf(parsed.data.added_tokens);
    this.cls = neededToken(this.specialTokens, '[CLS]');
    this.sep = neededToken(this.specialTokens, '[SEP]');
    this.pad = neededToken(this.specialTokens, '[PAD]');
  }

  normalize(segment: string): string {
    const normalized = this.#tokenizer.normalizer?.normalize(segment) ?? segment;
    return isRareIdeograph(normalized) ? ` ${normalized} ` : normalized;
  }

  words(normalized: string): readonly string[] {
    return this.#tokenizer.pre_tokenizer?.pre_tokenize(normalized) ?? [];
  }

  pieces(word: string): WordPieces {
    return this.#cache.pieces(word);
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
}

/** The library sees UTF-16 units and so misses the ideographs beyond the basic plane that BERT sets apart as words. */
function isRareIdeograph(segment: string): boolean {
  const codePoint = segment.codePointAt(0) ?? 0;
  return (codePoint >= 0x20000 && codePoint <= 0x2ceaf) || (codePoint >= 0x2f800 && codePoint <= 0x2fa1f);
}
