import { Inject, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import type { Config, Logger } from '@mingda/platform';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { HealthController } from './health.controller.ts';
import { ChatController } from './http/chat.controller.ts';
import { EmbeddingsController } from './http/embeddings.controller.ts';
import { MetricsController } from './http/metrics.controller.ts';
import { ModelsController } from './http/models.controller.ts';
import { LOGGER, OpenAiErrorFilter } from './http/openai-error.filter.ts';
import { RerankController } from './http/rerank.controller.ts';
import { InferenceService } from './inference-service.ts';
import { ServiceToken } from './security/service-token.ts';
import { METRICS_OPEN, TokenGuard } from './security/token.guard.ts';

@Module({})
export class InferenceModule implements OnApplicationBootstrap {
  constructor(@Inject(InferenceService) private readonly service: InferenceService) {}

  /** The HTTP side of an opened service; its models warm up while the doors are open already. */
  static forService(service: InferenceService, config: Config, logger: Logger): DynamicModule {
    const { metricsAccess } = config.telemetry;
    return {
      module: InferenceModule,
      controllers: [
        HealthController,
        EmbeddingsController,
        RerankController,
        ChatController,
        ModelsController,
        ...(metricsAccess === 'off' ? [] : [MetricsController]),
      ],
      providers: [
        { provide: InferenceService, useValue: service },
        { provide: ServiceToken, useValue: new ServiceToken(config.inferenceService.token) },
        { provide: METRICS_OPEN, useValue: metricsAccess === 'open' },
        { provide: LOGGER, useValue: logger },
        { provide: APP_GUARD, useClass: TokenGuard },
        { provide: APP_FILTER, useClass: OpenAiErrorFilter },
      ],
    };
  }

  onApplicationBootstrap(): void {
    // A failure is logged by the service and shown by its health.
    this.service.warmUp().catch(() => {});
  }
}
