/**
 * What crosses the seam to the inference engine. In standalone these objects are passed in-process; between services
 * the same fields travel over gRPC with vectors packed as little-endian float32 bytes.
 */
export const textRoles = ['query', 'passage', 'plain'] as const;
/** `query` and `passage` put the model's registered prefix in front; `plain` takes the text as it is. */
export type TextRole = (typeof textRoles)[number];

export const priorities = ['live', 'bulk'] as const;
/** A live question goes ahead of bulk embedding. */
export type Priority = (typeof priorities)[number];

/** A character range [start, end) of a text. */
export type Span = readonly [start: number, end: number];

export interface EmbedItem {
  readonly text: string;
  /** Ranges of `text` for which the normalised mean of their token vectors is wanted (sentence vectors). */
  readonly spans?: readonly Span[];
}

export interface EmbedRequest {
  /** Key of the model registry, such as `bge-small-zh-v1.5-int8`. */
  readonly model: string;
  readonly role: TextRole;
  readonly priority: Priority;
  readonly items: readonly EmbedItem[];
  /** Return each item's token vectors as well; `all` keeps the model's special tokens, with offsets -1. */
  readonly tokens?: boolean | 'all';
  readonly signal?: AbortSignal;
}

/**
 * One vector per token of the text, each of length `dimensions` and norm 1. Prefix and special tokens are left out,
 * unless the request says `all`.
 */
export interface TokenVectors {
  readonly ids: Int32Array;
  /** start, end character of each token in the given text, interleaved: length 2n. */
  readonly offsets: Int32Array;
  /** n x dimensions, row-major. */
  readonly vectors: Float32Array;
}

export interface Embedding {
  /** The pooled vector, length `dimensions`, norm 1. */
  readonly vector: Float32Array;
  /** One per requested span, norm 1; a span without a token gets the pooled vector. */
  readonly spanVectors: readonly Float32Array[];
  readonly tokens?: TokenVectors;
  /** True when the text was cut to the model's window. */
  readonly truncated: boolean;
}

export interface InferenceTimings {
  readonly tokenizeMs: number;
  readonly queueMs: number;
  readonly computeMs: number;
}

export interface EmbedReply {
  readonly embeddings: readonly Embedding[];
  readonly tokenCount: number;
  readonly timings: InferenceTimings;
}
