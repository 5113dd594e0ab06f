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
  model: z.looseObject({ type: z.literal('Unigram'), unk_id: z.number().int() }),
  added_tokens: addedTokensSchema,
});

/** Marks the start of a word in the vocabulary (SentencePiece). */
const wordStart = '\u2581';
const zeroWidthJoiner = '\u200d';

/** The tokenizer of XLM-RoBERTa, which most multilingual encoders have: SentencePiece's unigram model over words. */
export class UnigramVocabulary implements Vocabulary {
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly cls: number;
  readonly sep: number;
  readonly pad: number;
  readonly pair: PairLayout = { separators: 2, secondSegment: 0 };
  readonly #tokenizer: TokenizerSteps;
  readonly #unknownId: number;
  readonly #cache = new PieceCache((word) => this.#split(word));

  /** @throws MingdaError `MODEL_BACKEND_UNAVAILABLE` when it is no tokenizer of XLM-RoBERTa */
  constructor(file: unknown) {
    const parsed = tokenizerFileSchema.safeParse(file);
    if (!parsed.success) throw unsupported(`it is no tokenizer of XLM-RoBERTa: ${z.prettifyError(parsed.error)}`);
    this.#tokenizer = new LibraryTokenizer(parsed.data, {});
    this.#unknownId = parsed.data.model.unk_id;
    this.specialTokens = specialTokensOf(parsed.data.added_tokens);
    this.cls = neededToken(this.specialTokens, '<s>');
    this.sep = neededToken(this.specialTokens, '</s>');
    this.pad = neededToken(this.specialTokens, '<pad>');
  }

  /**
   * The library makes a space of the joiner that holds emoji together, SentencePiece leaves it. A mark of word starts in the text
   * would be read as one of the vocabulary's; it is a space.
   */
  normalize(segment: string): string {
    if (segment === zeroWidthJoiner) return segment;
    return (this.#tokenizer.normalizer?.normalize(segment) ?? segment).replaceAll(wordStart, ' ');
  }

  words(normalized: string): readonly string[] {
    return normalized.match(/\S+/gu) ?? [];
  }

  pieces(word: string): WordPieces {
    return this.#cache.pieces(word);
  }

  /** Runs of unknown characters are one token, as in the reference. */
  #split(word: string): WordPieces {
    const ids: number[] = [];
    const lengths: number[] = [];
    let start = true;
    for (const token of this.#tokenizer.model?.encode([wordStart + word]) ?? []) {
      const id = this.#tokenizer.token_to_id(token) ?? this.#unknownId;
      const length = start ? token.length - wordStart.length : token.length;
      start = false;
      if (id === this.#unknownId && ids.at(-1) === id) lengths[lengths.length - 1] += length;
      else {
        ids.push(id);
        lengths.push(length);
      }
    }
    return { ids, lengths };
  }
}
