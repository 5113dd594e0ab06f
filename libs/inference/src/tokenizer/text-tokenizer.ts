import type { EncoderEntry } from '../registry/model-entry.ts';
import { OffsetCursor, TextNormalizer } from './normalized-text.ts';
import { readVocabulary } from './read-vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A text as the model takes it: `[CLS] prefix text [SEP]`. */
export interface Encoding {
  readonly ids: Int32Array;
  /** start, end character of every token in the given text, interleaved; -1 for special and prefix tokens. */
  readonly offsets: Int32Array;
  /** Range of `ids` that belongs to the text itself. */
  readonly textStart: number;
  readonly textEnd: number;
  readonly truncated: boolean;
}

/** Two texts as a cross-encoder takes them: `[CLS] first [SEP] second [SEP]`. */
export interface PairEncoding {
  readonly ids: Int32Array;
  /** First token of segment 1 in `token_type_ids`; the length of `ids` for models that have one segment. */
  readonly secondFrom: number;
  readonly truncated: boolean;
}

interface Tokens {
  readonly ids: number[];
  readonly offsets: number[];
}

export type TokenizerRules = Pick<EncoderEntry, 'maxTokens' | 'normalization' | 'parseSpecialTokens'>;

const specialTokenCount = 2;

/** Cuts texts into the tokens of one model and keeps the way back to the original characters (UTF-16 units). */
export class TextTokenizer {
  readonly padId: number;
  readonly #vocabulary: Vocabulary;
  readonly #normalizer: TextNormalizer;
  readonly #maxTokens: number;
  readonly #specials: RegExp | undefined;
  readonly #prefixes = new Map<string, readonly number[]>();

  /** @param content the text of the model's `tokenizer.json` */
  constructor(content: string, rules: TokenizerRules) {
    const vocabulary = readVocabulary(content);
    this.#vocabulary = vocabulary;
    this.padId = vocabulary.pad;
    this.#maxTokens = rules.maxTokens;
    const fold = rules.normalization === 'nfkc-lower';
    this.#normalizer = new TextNormalizer((segment) =>
      vocabulary.normalize(fold ? segment.normalize('NFKC').toLowerCase() : segment),
    );
    this.#specials = rules.parseSpecialTokens ? alternatives([...vocabulary.specialTokens.keys()]) : undefined;
  }

  /** Cut to the model's window: `[SEP]` stays, the end of the text goes. */
  encode(text: string, prefix = ''): Encoding {
    const head = this.#prefix(prefix);
    const room = Math.max(0, this.#maxTokens - specialTokenCount - head.length);
    const tokens = this.#tokens(text);
    const kept = Math.min(tokens.ids.length, room);
    const textStart = 1 + head.length;
    const textEnd = textStart + kept;
    const ids = new Int32Array(textEnd + 1);
    const offsets = new Int32Array((textEnd + 1) * 2).fill(-1);
    ids[0] = this.#vocabulary.cls;
    ids.set(head, 1);
    for (let index = 0; index < kept; index += 1) ids[textStart + index] = tokens.ids[index];
    for (let index = 0; index < kept * 2; index += 1) offsets[textStart * 2 + index] = tokens.offsets[index];
    ids[textEnd] = this.#vocabulary.sep;
    return { ids, offsets, textStart, textEnd, truncated: kept < tokens.ids.length };
  }

  /**
   * Cut to the model's window: the end of the second text goes, and of the first what lies beyond half the window, so that a
   * long query leaves room for what it is compared with.
   */
  encodePair(first: string, second: string): PairEncoding {
    const { cls, sep, pair } = this.#vocabulary;
    const room = Math.max(0, this.#maxTokens - specialTokenCount - pair.separators);
    const a = this.#tokens(first).ids;
    const b = this.#tokens(second).ids;
    const keptA = Math.min(a.length, Math.floor(room / 2));
    const keptB = Math.min(b.length, room - keptA);
    const between = new Array<number>(pair.separators).fill(sep);
    const ids = Int32Array.from([cls, ...a.slice(0, keptA), ...between, ...b.slice(0, keptB), sep]);
    return {
      ids,
      secondFrom: pair.secondSegment === 1 ? 1 + keptA + pair.separators : ids.length,
      truncated: keptA < a.length || keptB < b.length,
    };
  }

  /** Tokens of the text by itself, however long: no prefix, no special tokens, no cut. */
  count(text: string): number {
    if (this.#specials !== undefined) return this.#tokens(text).ids.length;
    let count = 0;
    for (const word of this.#vocabulary.words(this.#normalizer.normalize(text).text))
      count += this.#vocabulary.pieces(word).ids.length;
    return count;
  }

  #prefix(prefix: string): readonly number[] {
    if (prefix === '') return [];
    const known = this.#prefixes.get(prefix);
    if (known !== undefined) return known;
    const { ids } = this.#tokens(prefix);
    this.#prefixes.set(prefix, ids);
    return ids;
  }

  #tokens(text: string): Tokens {
    const tokens: Tokens = { ids: [], offsets: [] };
    if (this.#specials === undefined) {
      this.#append(tokens, text, 0);
      return tokens;
    }
    let position = 0;
    for (const match of text.matchAll(this.#specials)) {
      this.#append(tokens, text.slice(position, match.index), position);
      position = match.index + match[0].length;
      tokens.ids.push(this.#vocabulary.specialTokens.get(match[0]) ?? 0);
      tokens.offsets.push(match.index, position);
    }
    this.#append(tokens, text.slice(position), position);
    return tokens;
  }

  #append(tokens: Tokens, text: string, shift: number): void {
    const normalized = this.#normalizer.normalize(text);
    const cursor = new OffsetCursor(normalized);
    let position = 0;
    for (const word of this.#vocabulary.words(normalized.text)) {
      position = normalized.text.indexOf(word, position);
      const { ids, lengths } = this.#vocabulary.pieces(word);
      for (const [index, id] of ids.entries()) {
        tokens.ids.push(id);
        tokens.offsets.push(shift + cursor.startOf(position));
        position += lengths[index];
        tokens.offsets.push(shift + cursor.endOf(position - 1));
      }
    }
  }
}

function alternatives(tokens: readonly string[]): RegExp {
  return new RegExp(tokens.map((token) => token.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|'), 'gu');
}
