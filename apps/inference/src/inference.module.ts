import { Module, type DynamicModule } from '@nestjs/common';
import { EmbedService } from './embed-service.ts';
import { HealthController } from './health.controller.ts';

@Module({})
export class InferenceModule {
  /** The HTTP side of an opened service. */
  static forService(service: EmbedService): DynamicModule {
    return {
      module: InferenceModule,
      controllers: [HealthController],
      providers: [{ provide: EmbedService, useValue: service }],
    };
  }
}
