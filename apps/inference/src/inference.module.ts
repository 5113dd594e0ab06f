import { Inject, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import { EmbedService } from './embed-service.ts';
import { HealthController } from './health.controller.ts';

@Module({})
export class InferenceModule implements OnApplicationBootstrap {
  constructor(@Inject(EmbedService) private readonly service: EmbedService) {}

  /** The HTTP side of an opened service; its models warm up while the doors are open already. */
  static forService(service: EmbedService): DynamicModule {
    return {
      module: InferenceModule,
      controllers: [HealthController],
      providers: [{ provide: EmbedService, useValue: service }],
    };
  }

  onApplicationBootstrap(): void {
    // A failure is logged by the service and shown by its health.
    this.service.warmUp().catch(() => {});
  }
}
