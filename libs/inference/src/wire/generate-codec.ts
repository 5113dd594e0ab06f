import type { Priority } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { z } from 'zod';
import type { GenerationPiece, GenerationRequest } from '../generation/text-generator.ts';

/** proto3 optional fields are absent or null when unset. */
const optionalNumber = z
  .number()
  .nullish()
  .transform((it) => it ?? undefined);

const wireRequestSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })).min(1),
  maxTokens: optionalNumber,
  stop: z.array(z.string()),
  temperature: optionalNumber,
  topP: optionalNumber,
  seed: optionalNumber,
  priority: z.enum(['BULK', 'LIVE']),
});

const wirePieceSchema = z.object({
  text: z.string(),
  finish: z.enum(['', 'stop', 'length', 'cancelled']),
  promptTokens: z.number(),
  completionTokens: z.number(),
});

export interface AddressedGeneration {
  /** Key of the model; empty asks for the one that is configured. */
  readonly model: string;
  readonly priority: Priority;
  readonly request: GenerationRequest;
}

export function toWireGenerateRequest({ model, priority, request }: AddressedGeneration): object {
  return {
    ...request,
    model,
    stop: request.stop ?? [],
    priority: priority === 'live' ? 'LIVE' : 'BULK',
  };
}

/** @throws MingdaError `INVALID_INPUT` */
export function fromWireGenerateRequest(message: unknown): AddressedGeneration {
  const parsed = wireRequestSchema.safeParse(message);
  if (!parsed.success) throw new MingdaError('INVALID_INPUT', { detail: z.prettifyError(parsed.error) });
  const { model, priority, ...request } = parsed.data;
  return { model, priority: priority === 'LIVE' ? 'live' : 'bulk', request };
}

export function toWirePiece({ text, finish, usage }: GenerationPiece): object {
  return {
    text,
    finish: finish ?? '',
    promptTokens: usage?.promptTokens ?? 0,
    completionTokens: usage?.completionTokens ?? 0,
  };
}

/** @throws MingdaError `MODEL_BAD_OUTPUT` */
export function fromWirePiece(message: unknown): GenerationPiece {
  const parsed = wirePieceSchema.safeParse(message);
  if (!parsed.success)
    throw new MingdaError('MODEL_BAD_OUTPUT', { detail: 'the inference service sent no piece of text' });
  const { text, finish, promptTokens, completionTokens } = parsed.data;
  return finish === '' ? { text } : { text, finish, usage: { promptTokens, completionTokens } };
}
