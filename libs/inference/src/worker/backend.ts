/** What a backend has to know of a model to run it. */
export interface ModelSpec {
  readonly key: string;
  /** Path of the weights. */
  readonly path: string;
  /** Of a vector; 1 for a model that scores. */
  readonly dimensions: number;
  /** How an output becomes one vector; `score`: the model gives one number for a row, and it is taken as it is. */
  readonly pooling: 'cls' | 'mean' | 'score';
  readonly padId: number;
  /** Address of transformers.js' entry file, for a model that runs on it. */
  readonly runtime?: string | undefined;
}

/** Token sequences that run together. Everything is flat, so that a batch crosses a thread without being copied. */
export interface Batch {
  readonly model: string;
  /** Ids of all rows, one after the other, without padding. */
  readonly ids: Int32Array;
  /** Tokens of each row. */
  readonly lengths: Int32Array;
  /** First token of each row's second segment; the row's length where it has none. */
  readonly secondFrom: Int32Array;
  /** row, first token, end token: interleaved triples, one for each mean vector that is wanted. */
  readonly spans: Int32Array;
  /** row, first token, end token: interleaved triples, one for each run of token vectors that is wanted. */
  readonly tokens: Int32Array;
}

/** All vectors have norm 1 and `dimensions` components, row-major, in the order of the batch; scores are as the model gives them. */
export interface BatchOutput {
  readonly pooled: Float32Array<ArrayBuffer>;
  readonly spans: Float32Array<ArrayBuffer>;
  readonly tokens: Float32Array<ArrayBuffer>;
  readonly computeMs: number;
}

/** Runs models inside one thread. Calls of one backend never overlap. */
export interface Backend {
  /** Loads and warms a model up. @throws MingdaError `MODEL_BACKEND_UNAVAILABLE` */
  load(spec: ModelSpec): Promise<void>;
  /** @throws MingdaError `MODEL_BAD_OUTPUT` when the output has another shape than registered, or is not finite */
  run(batch: Batch): Promise<BatchOutput>;
  unload(key: string): Promise<void>;
}
