import { Body, Controller, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { embeddingsRequestSchema } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InferenceService } from '../inference-service.ts';
import { callerSignal } from './caller-signal.ts';
import { parsed } from './openai-error.ts';
import { timings } from './timings.ts';

@Controller()
export class EmbeddingsController {
  constructor(@Inject(InferenceService) private readonly service: InferenceService) {}

  @Post('v1/embeddings')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async embed(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const asked = parsed(embeddingsRequestSchema, body);
    const texts = typeof asked.input === 'string' ? [asked.input] : asked.input;
    this.service.checkTexts(texts, 'input');
    const model = this.service.embeddingModel(asked);
    const dimensions = this.service.dimensions(model);
    if (asked.dimensions !== undefined && asked.dimensions !== dimensions)
      throw new MingdaError('INVALID_INPUT', {
        subject: 'dimensions',
        detail: `vectors of ${model} have ${dimensions} components and cannot be shortened`,
      });
    const answer = await this.service.embed(
      {
        model,
        role: asked.input_type,
        priority: asked.priority ?? (texts.length === 1 ? 'live' : 'bulk'),
        items: texts.map((text) => ({ text })),
        signal: callerSignal(request, reply),
      },
      'http',
    );
    return {
      object: 'list',
      model,
      data: answer.embeddings.map(({ vector, truncated }, index) => ({
        object: 'embedding',
        index,
        embedding: asked.encoding_format === 'base64' ? base64(vector) : Array.from(vector),
        ...(truncated ? { truncated } : {}),
      })),
      usage: { prompt_tokens: answer.tokenCount, total_tokens: answer.tokenCount },
      timings: timings(reply, answer.timings),
    };
  }
}

/** Little-endian float32, as OpenAI's clients read it. */
function base64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
