import { readFile } from 'node:fs/promises';
import type { EmbedItem, Embedding, EmbedReply, EmbedRequest, Span } from '@mingda/contracts';
import type { ModelRegistry, RemoteEntry } from '@mingda/inference';
import { MingdaError } from '@mingda/platform';
import { z } from 'zod';
import { modelOf, type Embedder, type LanguageModels } from './embedder.ts';
import { connectionFailure, remoteFailure, statusFailure, type RemoteCall } from './remote-failure.ts';
import { estimateTokens } from './text-estimate.ts';

const replySchema = z.object({
  data: z.array(z.object({ index: z.number().int().nonnegative(), embedding: z.array(z.number()) })),
  usage: z.object({ prompt_tokens: z.number().optional(), total_tokens: z.number().optional() }).optional(),
});

interface Answer {
  readonly vectors: readonly Float32Array[];
  readonly tokens: number | undefined;
}

/** Texts in one HTTP request; servers refuse larger ones. */
const batchSize = 64;

/** Embeds on servers that speak the OpenAI protocol. A span is embedded as a text of its own: they return no token vectors. */
export class OpenAiEmbedder implements Embedder {
  readonly languages: LanguageModels;
  readonly #registry: ModelRegistry;

  constructor(parts: { readonly registry: ModelRegistry; readonly languages: LanguageModels }) {
    this.#registry = parts.registry;
    this.languages = parts.languages;
  }

  modelFor(lang: string): string {
    return modelOf(this.languages, lang);
  }

  dims(key: string): number {
    return this.#entry(key).dimensions;
  }

  maxTokens(key: string): number {
    return this.#entry(key).maxTokens;
  }

  givesTokens(): boolean {
    return false;
  }

  /**
   * `timings.computeMs` is the time on the wire and on the server; `truncated` is not known and always false.
   * An endpoint gives no token vectors: replies are without them, and asking for those of special tokens too is refused.
   * @throws MingdaError `INVALID_INPUT`, `MODEL_UNAVAILABLE`, `MODEL_BAD_OUTPUT`, `INFERENCE_TIMEOUT`,
   *   `INFERENCE_CANCELLED`, `INFERENCE_QUEUE_FULL` when the server is busy
   */
  async embed(request: EmbedRequest): Promise<EmbedReply> {
    const entry = this.#entry(request.model);
    if (request.tokens === 'all') {
      throw new MingdaError('INVALID_INPUT', {
        subject: request.model,
        detail: 'a remote model returns no token vectors',
        fixes: ['use a model that runs in this process'],
      });
    }
    const texts = request.items.flatMap((item) => itemTexts(item, prefixOf(entry, request.role)));
    const started = performance.now();
    const vectors: Float32Array[] = [];
    let tokens = 0;
    for (let start = 0; start < texts.length; start += batchSize) {
      const part = texts.slice(start, start + batchSize);
      const answer = await ask(entry, part, request.signal);
      vectors.push(...answer.vectors);
      tokens += answer.tokens ?? part.reduce((sum, text) => sum + estimateTokens(text), 0);
    }
    return {
      embeddings: deal(request.items, vectors),
      tokenCount: tokens,
      timings: { tokenizeMs: 0, queueMs: 0, computeMs: performance.now() - started },
    };
  }

  /** An estimate: the server's tokenizer is not here. */
  countTokens(_key: string, texts: readonly string[]): number[] {
    return texts.map(estimateTokens);
  }

  /** Asks each model for one vector, so that a wrong address is found at the start and not at the first question. */
  async ready(): Promise<void> {
    for (const key of new Set(Object.values(this.languages))) {
      await this.embed({ model: key, role: 'plain', priority: 'live', items: [{ text: 'ready' }] });
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #entry(key: string): RemoteEntry {
    const entry = this.#registry.get(key);
    if (entry.kind === 'remote') return entry;
    throw new MingdaError('MODEL_UNKNOWN', { subject: key, detail: 'this model does not run on a remote endpoint' });
  }
}

function prefixOf(entry: RemoteEntry, role: EmbedRequest['role']): string {
  if (role === 'plain') return '';
  return role === 'query' ? entry.queryPrefix : entry.passagePrefix;
}

function itemTexts({ text, spans = [] }: EmbedItem, prefix: string): string[] {
  return [`${prefix}${text}`, ...spans.map((span) => spanText(text, span)).filter((it) => it !== '')];
}

function spanText(text: string, [start, end]: Span): string {
  if (Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= text.length)
    return text.slice(start, end).trim();
  throw new MingdaError('INVALID_INPUT', {
    subject: 'spans',
    detail: `[${start}, ${end}) is not a range of a text of ${text.length} characters`,
  });
}

function deal(items: readonly EmbedItem[], vectors: readonly Float32Array[]): Embedding[] {
  let next = 0;
  const take = (): Float32Array => {
    next += 1;
    return vectors[next - 1];
  };
  return items.map(({ text, spans = [] }) => {
    const vector = take();
    return {
      vector,
      spanVectors: spans.map((span) => (spanText(text, span) === '' ? vector.slice() : take())),
      truncated: false,
    };
  });
}

async function ask(entry: RemoteEntry, texts: readonly string[], signal: AbortSignal | undefined): Promise<Answer> {
  const limit = AbortSignal.timeout(entry.timeoutMs);
  const call: RemoteCall = { url: `${entry.url.replace(/\/+$/, '')}/embeddings`, signal, limit };
  const key = entry.keyFile === undefined ? undefined : (await readFile(entry.keyFile, 'utf8')).trim();
  let status: number;
  let body: string;
  try {
    const response = await fetch(call.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ model: entry.model, input: texts, encoding_format: 'float' }),
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    status = response.status;
    body = await response.text();
  } catch (error) {
    throw connectionFailure(error, call);
  }
  if (status !== 200) throw statusFailure(status, call, body);
  return readAnswer(body, entry, { call, expected: texts.length });
}

function readAnswer(
  body: string,
  entry: RemoteEntry,
  { call, expected }: { call: RemoteCall; expected: number },
): Answer {
  const parsed = replySchema.safeParse(parseJson(body));
  if (!parsed.success)
    throw remoteFailure('MODEL_BAD_OUTPUT', call, { detail: `not an embeddings reply: ${body.slice(0, 200)}` });
  const vectors = new Array<Float32Array | undefined>(expected).fill(undefined);
  for (const { index, embedding } of parsed.data.data) {
    if (embedding.length !== entry.dimensions) {
      throw remoteFailure('MODEL_BAD_OUTPUT', call, {
        detail: `vectors of ${embedding.length} components, ${entry.key} is registered with ${entry.dimensions}`,
      });
    }
    const norm = Math.hypot(...embedding);
    if (!(norm > 0) || !Number.isFinite(norm))
      throw remoteFailure('MODEL_BAD_OUTPUT', call, { detail: 'a vector is zero or not finite' });
    if (index < expected) vectors[index] = Float32Array.from(embedding, (value) => value / norm);
  }
  const complete = vectors.filter((vector) => vector !== undefined);
  if (complete.length !== expected || parsed.data.data.length !== expected) {
    throw remoteFailure('MODEL_BAD_OUTPUT', call, {
      detail: `${parsed.data.data.length} vectors for ${expected} texts`,
    });
  }
  return { vectors: complete, tokens: parsed.data.usage?.prompt_tokens ?? parsed.data.usage?.total_tokens };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
