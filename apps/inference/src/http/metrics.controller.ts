import { Controller, Get, Header, Inject } from '@nestjs/common';
import { prometheusContentType } from '@mingda/platform';
import { InferenceService } from '../inference-service.ts';

@Controller()
export class MetricsController {
  constructor(@Inject(InferenceService) private readonly service: InferenceService) {}

  @Get('metrics')
  @Header('content-type', prometheusContentType)
  @Header('cache-control', 'no-store')
  metrics(): string {
    return this.service.metricsPage();
  }
}
