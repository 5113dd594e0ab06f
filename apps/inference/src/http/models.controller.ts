import { Controller, Get, Inject, Param } from '@nestjs/common';
import { InferenceService } from '../inference-service.ts';

@Controller()
export class ModelsController {
  constructor(@Inject(InferenceService) private readonly service: InferenceService) {}

  @Get('v1/models')
  list(): object {
    return { object: 'list', data: this.service.models() };
  }

  @Get('v1/models/:model')
  one(@Param('model') key: string): object {
    return this.service.model(key);
  }
}
