import { Tokenizer } from '@huggingface/tokenizers';

/** What is used of the library: its own declarations do not resolve in an ES module. */
export interface TokenizerSteps {
  readonly normalizer: { normalize(text: string): string } | null;
  readonly pre_tokenizer: { pre_tokenize(text: string): string[] } | null;
  readonly model: { encode(words: readonly string[]): string[] } | null;
  token_to_id(token: string): number | undefined;
}

export const LibraryTokenizer = Tokenizer as unknown as new (tokenizer: object, config: object) => TokenizerSteps;
