import { Controller, StreamableFile } from '@nestjs/common';
import { routes, type Principal, type Satisfaction } from '@mingda/contracts';
import { ReviewExportRepository } from '@mingda/database';
import { instructionLines } from '@mingda/improvement';
import { Readable } from 'node:stream';
import { Operation, type InputOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class SatisfactionController {
  constructor(private readonly exports: ReviewExportRepository) {}

  @Operation(routes.getSatisfaction)
  satisfaction(
    @Caller() { scope }: Principal,
    @Input() { query }: InputOf<typeof routes.getSatisfaction>,
  ): Promise<Satisfaction> {
    return this.exports.satisfaction(scope, query);
  }

  /** Streamed: the log may be larger than memory. */
  @Operation(routes.exportInstructions)
  exportInstructions(
    @Caller() { scope }: Principal,
    @Input() { query }: InputOf<typeof routes.exportInstructions>,
  ): StreamableFile {
    return new StreamableFile(Readable.from(instructionLines(this.exports, scope, query)), {
      type: 'application/x-ndjson',
      disposition: 'attachment; filename="instructions.jsonl"',
    });
  }
}
