import { z } from 'zod';
import { priorities } from './inference.ts';

/** Shapes of the inference service's HTTP door: OpenAI's for embeddings and chat, Cohere's and TEI's for reranking. */
const maxTextCharacters = 200_000;
const maxMessages = 256;
const maxStops = 8;
const maxCompletionTokens = 32_768;

const text = z.string().max(maxTextCharacters, `at most ${maxTextCharacters} characters`);

const embeddingInput = z.union([text, z.array(text).min(1)], {
  error: 'a text or a list of texts; token numbers are not taken, send the text itself',
});

export const embeddingsRequestSchema = z.object({
  /** Key of the model registry; `language` chooses one when it is absent. */
  model: z.string().min(1).optional(),
  language: z.enum(['zh', 'en']).optional(),
  input: embeddingInput,
  encoding_format: z.enum(['float', 'base64']).default('float'),
  /** Only the model's own number is taken: its vectors cannot be shortened. */
  dimensions: z.number().int().positive().optional(),
  /** Which of the model's prefixes is put in front. */
  input_type: z.enum(['query', 'passage']).default('passage'),
  /** A single text goes ahead of bulk work by default. */
  priority: z.enum(priorities).optional(),
  user: z.string().optional(),
});
export type EmbeddingsRequest = z.infer<typeof embeddingsRequestSchema>;

export const rerankRequestSchema = z
  .object({
    model: z.string().min(1).optional(),
    language: z.enum(['zh', 'en']).optional(),
    query: text.min(1),
    texts: z.array(text).min(1).optional(),
    documents: z.array(z.union([text, z.object({ text }).transform((it) => it.text)])).optional(),
    top_n: z.number().int().positive().optional(),
    return_documents: z.boolean().optional(),
    /** TEI's name for it. */
    return_text: z.boolean().optional(),
    priority: z.enum(priorities).default('live'),
  })
  .refine(({ texts, documents }) => (texts ?? documents ?? []).length > 0, {
    path: ['documents'],
    message: 'give the texts to rank as `documents` or `texts`',
  });
export type RerankHttpRequest = z.infer<typeof rerankRequestSchema>;

const textPart = z.object({ type: z.literal('text'), text });
const messageContent = z.union([text, z.array(textPart).transform((parts) => parts.map((it) => it.text).join(''))], {
  error: 'a text or a list of text parts; images and sound are not taken',
});

/** Refused rather than left out silently: an answer without them would mislead the caller. */
const notServed = z.undefined({ error: 'not served here' }).optional();

export const chatRequestSchema = z.object({
  model: z.string().min(1),
  messages: z
    .array(
      z.object({
        role: z
          .enum(['system', 'developer', 'user', 'assistant'])
          .transform((role) => (role === 'developer' ? 'system' : role)),
        content: messageContent,
      }),
    )
    .min(1)
    .max(maxMessages),
  stream: z.boolean().default(false),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.number().int().min(1).max(maxCompletionTokens).nullish(),
  max_completion_tokens: z.number().int().min(1).max(maxCompletionTokens).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(maxStops)]).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  seed: z.number().int().min(0).max(4_294_967_295).nullish(),
  n: z.literal(1, { error: 'one answer to a request' }).nullish(),
  response_format: z.object({ type: z.literal('text', { error: 'text alone is served' }) }).nullish(),
  tools: notServed,
  functions: notServed,
  priority: z.enum(priorities).default('live'),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;
