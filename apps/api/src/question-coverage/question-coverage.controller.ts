import { Controller } from '@nestjs/common';
import { routes, type Principal, type QuestionCoverage } from '@mingda/contracts';
import { MeasureQuestionCoverage } from '@mingda/evaluation';
import { Operation, type InputOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class QuestionCoverageController {
  constructor(private readonly coverage: MeasureQuestionCoverage) {}

  @Operation(routes.measureQuestionCoverage)
  measure(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.measureQuestionCoverage>,
  ): Promise<QuestionCoverage> {
    return this.coverage.execute(scope, { collectionId: body.collectionId, goldSet: params.goldSet });
  }
}
