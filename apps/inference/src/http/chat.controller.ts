import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { chatRequestSchema, type ChatRequest } from '@mingda/contracts';
import type { GenerationPiece, TokenUsage } from '@mingda/inference';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InferenceService } from '../inference-service.ts';
import { callerSignal } from './caller-signal.ts';
import { ChatChunks } from './chat-chunks.ts';
import { EventStream } from './event-stream.ts';
import { parsed, toOpenAiError, translated } from './openai-error.ts';

@Controller()
export class ChatController {
  constructor(@Inject(InferenceService) private readonly service: InferenceService) {}

  @Post('v1/chat/completions')
  @HttpCode(200)
  async complete(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = parsed(chatRequestSchema, body);
    const started = performance.now();
    const signal = callerSignal(request, reply);
    const pieces = this.service.generate(toGeneration(asked), { signal, transport: 'http' });
    // Whatever can be refused is refused before the first piece, as an ordinary error and not inside a stream.
    const rest = resumed(await pieces.next(), pieces);
    const chunks = new ChatChunks(`chatcmpl-${request.id}`, asked.model);
    if (asked.stream)
      await stream(rest, { reply, chunks, started, withUsage: asked.stream_options?.include_usage === true });
    else await whole(rest, { reply, chunks, started });
  }
}

function toGeneration(asked: ChatRequest) {
  const { model, messages, priority, stop, temperature, top_p: topP, seed } = asked;
  return {
    model,
    priority,
    request: {
      messages,
      maxTokens: asked.max_completion_tokens ?? asked.max_tokens ?? undefined,
      stop: typeof stop === 'string' ? [stop] : (stop ?? undefined),
      temperature: temperature ?? undefined,
      topP: topP ?? undefined,
      seed: seed ?? undefined,
    },
  };
}

type Pieces = AsyncIterable<GenerationPiece>;

interface Answering {
  readonly reply: FastifyReply;
  readonly chunks: ChatChunks;
  /** When the request came in. */
  readonly started: number;
}

/** Milliseconds, the wait in the writer's queue included: a generator does not tell them apart. */
const since = (started: number): number => Math.round((performance.now() - started) * 1000) / 1000;

/** The pieces from the first one on, which has been taken already. */
async function* resumed(
  first: IteratorResult<GenerationPiece>,
  pieces: AsyncGenerator<GenerationPiece>,
): AsyncGenerator<GenerationPiece> {
  try {
    for (let it = first; it.done !== true; it = await pieces.next()) yield it.value;
  } finally {
    await pieces.return(undefined);
  }
}

async function stream(
  pieces: Pieces,
  { reply, chunks, started, withUsage }: Answering & { withUsage: boolean },
): Promise<void> {
  const events = EventStream.open(reply);
  let usage: TokenUsage | undefined;
  try {
    await events.send(chunks.opening());
    for await (const piece of pieces) {
      if (piece.text !== '') await events.send(chunks.delta(piece.text));
      if (piece.finish !== undefined)
        await events.send({ ...chunks.finish(piece.finish), timings: { compute_ms: since(started) } });
      usage = piece.usage ?? usage;
    }
    if (withUsage) await events.send(chunks.usage(usage));
    events.end('[DONE]');
  } catch (error) {
    // The status line has gone out: the error is an event, and no [DONE] follows it.
    events.end(JSON.stringify(toOpenAiError(translated(error)).body));
  }
}

async function whole(pieces: Pieces, { reply, chunks, started }: Answering): Promise<void> {
  let text = '';
  let last: GenerationPiece | undefined;
  for await (const piece of pieces) {
    text += piece.text;
    last = piece;
  }
  const body = chunks.whole(text, last);
  const ms = since(started);
  reply.header('server-timing', `compute;dur=${ms}`).header('cache-control', 'no-store');
  reply.type('application/json; charset=utf-8').send({ ...body, timings: { compute_ms: ms } });
}
