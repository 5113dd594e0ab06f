import type { EmbedItem, EmbedRequest, Span } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { Encoding, TextTokenizer } from '../tokenizer/text-tokenizer.ts';

/** A range of tokens [start, end) of the encoded text; empty when no token lies inside the span. */
export interface TokenSpan {
  readonly start: number;
  readonly end: number;
}

/** A text made ready for the queue. */
export interface PreparedText {
  readonly ids: Int32Array;
  /** First token of the second segment of a pair; the number of tokens for a single text. */
  readonly secondFrom: number;
  readonly truncated: boolean;
  readonly spans: readonly TokenSpan[];
  /** Tokens whose own vectors are wanted, with their places in the text. */
  readonly tokens: (TokenSpan & { readonly offsets: Int32Array }) | undefined;
}

/** Longer texts are refused: only the first few thousand characters could ever reach the model. */
const maxCharacters = 200_000;

/**
 * Tokenizes one item and turns its character spans into token ranges.
 * @throws MingdaError `INVALID_INPUT` naming a span that is not inside the text, `TEXT_TOO_LONG`
 */
export function prepareText(
  item: EmbedItem,
  tokenizer: TextTokenizer,
  options: { prefix: string; tokens: EmbedRequest['tokens'] },
): PreparedText {
  checkText(item.text);
  for (const span of item.spans ?? []) checkSpan(span, item.text.length);
  const encoding = tokenizer.encode(item.text, options.prefix);
  return {
    ids: encoding.ids,
    secondFrom: encoding.ids.length,
    truncated: encoding.truncated,
    spans: (item.spans ?? []).map((span) => tokenSpan(encoding, span)),
    tokens: wantedTokens(encoding, options.tokens),
  };
}

/**
 * Tokenizes a query and a text that are read together.
 * @throws MingdaError `INVALID_INPUT`, `TEXT_TOO_LONG`
 */
export function preparePair(query: string, text: string, tokenizer: TextTokenizer): PreparedText {
  checkText(query);
  checkText(text);
  return { ...tokenizer.encodePair(query, text), spans: [], tokens: undefined };
}

function checkText(text: string): void {
  if (typeof text !== 'string')
    throw new MingdaError('INVALID_INPUT', { subject: 'text', detail: 'every item needs a text' });
  if (text.length <= maxCharacters) return;
  throw new MingdaError('TEXT_TOO_LONG', {
    detail: `${text.length} characters, at most ${maxCharacters}`,
    fixes: ['cut the text into chunks'],
  });
}

function checkSpan([start, end]: Span, length: number): void {
  const whole = Number.isInteger(start) && Number.isInteger(end);
  if (whole && start >= 0 && start <= end && end <= length) return;
  throw new MingdaError('INVALID_INPUT', {
    subject: 'spans',
    detail: `[${start}, ${end}) is not a range of a text of ${length} characters`,
  });
}

/** A token belongs to the span in which it starts, so that adjoining spans share none. */
function tokenSpan(encoding: Encoding, [start, end]: Span): TokenSpan {
  const first = firstTokenFrom(encoding, start);
  return { start: first, end: Math.max(first, firstTokenFrom(encoding, end)) };
}

function firstTokenFrom({ offsets, textStart, textEnd }: Encoding, character: number): number {
  let low = textStart;
  let high = textEnd;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle * 2] < character) low = middle + 1;
    else high = middle;
  }
  return low;
}

function wantedTokens(encoding: Encoding, wanted: EmbedRequest['tokens']): PreparedText['tokens'] {
  if (wanted === undefined || wanted === false) return undefined;
  const start = wanted === 'all' ? 0 : encoding.textStart;
  const end = wanted === 'all' ? encoding.ids.length : encoding.textEnd;
  return { start, end, offsets: encoding.offsets.slice(start * 2, end * 2) };
}
