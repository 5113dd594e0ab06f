import { MingdaError } from '@mingda/platform';
import { z } from 'zod';

/** The pieces of one word: vocabulary ids and the length of each piece in the normalised word. */
export interface WordPieces {
  readonly ids: readonly number[];
  readonly lengths: readonly number[];
}

/**
 * The steps of a tokenizer file (normalise, split into words, split words into pieces), taken apart so that offsets can be
 * followed through them and special tokens in the text stay text.
 */
export interface Vocabulary {
  readonly specialTokens: ReadonlyMap<string, number>;
  /** Ids of the tokens that open an input, close each of its texts, and fill a row up. */
  readonly cls: number;
  readonly sep: number;
  readonly pad: number;
  /** How two texts are read together. */
  readonly pair: PairLayout;
  normalize(segment: string): string;
  words(normalized: string): readonly string[];
  pieces(word: string): WordPieces;
}

export interface PairLayout {
  /** Closing tokens between the two texts. */
  readonly separators: 1 | 2;
  /** Segment number (`token_type_ids`) of the second text's tokens. */
  readonly secondSegment: 0 | 1;
}

/** Tokens beside the vocabulary proper, as a tokenizer file lists them. */
export const addedTokensSchema = z.array(
  z.looseObject({ id: z.number().int(), content: z.string(), special: z.boolean() }),
);

/** Ids of the special tokens by what is written for them. */
export function specialTokensOf(added: z.infer<typeof addedTokensSchema>): Map<string, number> {
  return new Map(added.filter((it) => it.special).map((it) => [it.content, it.id]));
}

/** @throws MingdaError `MODEL_BACKEND_UNAVAILABLE` when the file lacks a token that every input needs */
export function neededToken(specialTokens: ReadonlyMap<string, number>, token: string): number {
  const id = specialTokens.get(token);
  if (id !== undefined) return id;
  throw unsupported(`it has no special token ${token}`);
}

/** A tokenizer file that does not run in this process. */
export function unsupported(detail: string): MingdaError {
  return new MingdaError('MODEL_BACKEND_UNAVAILABLE', {
    subject: 'tokenizer.json',
    detail,
    fixes: ['serve this model with an OpenAI-compatible server and register it as a remote entry'],
  });
}
