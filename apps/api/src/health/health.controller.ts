import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { OpenToAll } from '../http/operation.decorator.ts';
import { version } from '../version.ts';
import { Readiness } from './readiness.ts';

@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process runs and its event loop turns. */
  @Get('healthz')
  @OpenToAll()
  healthz(): { status: string; version: string } {
    return { status: 'ok', version };
  }

  /** Requests will be served: 200, or 503 with the parts that are not ready yet. */
  @Get('readyz')
  @OpenToAll()
  async readyz(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const checks = await this.readiness.check();
    const ready = Object.values(checks).every((state) => state === 'ok');
    reply.status(ready ? 200 : 503).header('cache-control', 'no-store');
    return { status: ready ? 'ready' : 'starting', checks };
  }
}
