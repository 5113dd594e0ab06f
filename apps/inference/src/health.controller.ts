import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { InferenceService, type ServiceState } from './inference-service.ts';

@Controller()
export class HealthController {
  constructor(@Inject(InferenceService) private readonly service: InferenceService) {}

  /** The process runs and its event loop turns. */
  @Get('healthz')
  healthz(): { status: string } {
    return { status: 'ok' };
  }

  /** Requests will be served at full speed: 200 once the models are warm, 503 before that and while stopping. */
  @Get('readyz')
  readyz(@Res({ passthrough: true }) reply: FastifyReply): { status: ServiceState } {
    reply.status(this.service.state === 'ready' ? 200 : 503).header('cache-control', 'no-store');
    return { status: this.service.state };
  }
}
