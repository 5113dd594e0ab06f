import type { EmbedReply, EmbedRequest } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { TokenMatrix } from './greedy-match.ts';

/** The part of the inference engine that scoring needs. Weights are large: loaded for the scoring, then let go. */
export interface TokenModels {
  load(model: string): Promise<void>;
  unload(model: string): Promise<void>;
  embed(request: EmbedRequest): Promise<EmbedReply>;
}

/** How a text is written before the tokenizer sees it. */
export type TextForm = 'normalized' | 'lower' | 'given';

/** A text's tokens and its pooled vector of norm 1. */
export interface EncodedText extends TokenMatrix {
  readonly pooled: Float32Array;
}

/** Texts of one request: the engine cuts them into batches by padded tokens. */
const requestSize = 64;

/** The reference trims before it encodes; NFKC and lower case are ours, see `docs/evaluate.md`. */
export function writeForm(text: string, form: TextForm): string {
  const trimmed = text.trim();
  if (form === 'given') return trimmed;
  return form === 'lower' ? trimmed.toLowerCase() : trimmed.normalize('NFKC').toLowerCase().trim();
}

/**
 * Token vectors of each distinct text, special tokens included. Texts are sorted by length so that a batch pads little,
 * and all are asked for at once, so that no thread waits for the next request.
 * @throws MingdaError `MODEL_BAD_OUTPUT` when the engine returns no token vectors
 */
export async function encodeTokens(
  models: TokenModels,
  texts: Iterable<string>,
  options: { readonly model: string; readonly signal?: AbortSignal },
): Promise<ReadonlyMap<string, EncodedText>> {
  const distinct = [...new Set(texts)].toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const requests: (readonly string[])[] = [];
  for (let start = 0; start < distinct.length; start += requestSize)
    requests.push(distinct.slice(start, start + requestSize));
  const encoded = await Promise.all(requests.map((request) => encodeRequest(models, request, options)));
  return new Map(encoded.flat());
}

async function encodeRequest(
  models: TokenModels,
  texts: readonly string[],
  options: { readonly model: string; readonly signal?: AbortSignal },
): Promise<readonly (readonly [string, EncodedText])[]> {
  const reply = await models.embed({
    model: options.model,
    role: 'plain',
    priority: 'bulk',
    items: texts.map((text) => ({ text })),
    tokens: 'all',
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return texts.map((text, index) => {
    const { tokens, vector } = reply.embeddings[index] ?? {};
    if (tokens === undefined || vector === undefined || tokens.ids.length < 2) {
      throw new MingdaError('MODEL_BAD_OUTPUT', {
        subject: options.model,
        detail: 'token vectors with special tokens were asked for and are missing',
      });
    }
    return [text, { ids: tokens.ids, vectors: tokens.vectors, pooled: vector }] as const;
  });
}
