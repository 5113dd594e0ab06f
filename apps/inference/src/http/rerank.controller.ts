import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { rerankRequestSchema } from '@mingda/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InferenceService } from '../inference-service.ts';
import { callerSignal } from './caller-signal.ts';
import { parsed } from './openai-error.ts';
import { timings, type TimingsBody } from './timings.ts';

interface Ranking {
  readonly model: string;
  readonly ranked: readonly { readonly index: number; readonly score: number; readonly text: string }[];
  readonly withTexts: boolean;
  readonly tokens: number;
  readonly timings: TimingsBody;
}

@Controller()
export class RerankController {
  constructor(@Inject(InferenceService) private readonly service: InferenceService) {}

  /** Cohere's shape. */
  @Post('v1/rerank')
  @HttpCode(200)
  async rerank(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { model, ranked, withTexts, tokens, timings: times } = await this.#rank(body, request, reply);
    return {
      id: `rerank-${request.id}`,
      model,
      results: ranked.map(({ index, score, text }) => ({
        index,
        relevance_score: score,
        ...(withTexts ? { document: { text } } : {}),
      })),
      usage: { total_tokens: tokens },
      timings: times,
    };
  }

  /** TEI's shape: a bare list, so the times are in the header alone. */
  @Post('rerank')
  @HttpCode(200)
  async rerankBare(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { ranked, withTexts } = await this.#rank(body, request, reply);
    return ranked.map(({ index, score, text }) => ({ index, score, ...(withTexts ? { text } : {}) }));
  }

  async #rank(body: unknown, request: FastifyRequest, reply: FastifyReply): Promise<Ranking> {
    const asked = parsed(rerankRequestSchema, body);
    const texts = asked.texts ?? asked.documents ?? [];
    this.service.checkTexts(texts, asked.texts === undefined ? 'documents' : 'texts');
    const model = this.service.rankingModel(asked);
    const answer = await this.service.rerank(
      { model, query: asked.query, texts, priority: asked.priority, signal: callerSignal(request, reply) },
      'http',
    );
    return {
      model,
      ranked: answer.scores
        .map((score, index) => ({ index, score, text: texts[index] }))
        .toSorted((a, b) => b.score - a.score || a.index - b.index)
        .slice(0, asked.top_n ?? texts.length),
      withTexts: asked.return_documents ?? asked.return_text ?? false,
      tokens: answer.tokenCount,
      timings: timings(reply, answer.timings),
    };
  }
}
