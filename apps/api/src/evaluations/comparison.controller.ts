import { Controller } from '@nestjs/common';
import { routes, type AccessScope, type Comparison, type Evaluation, type Principal } from '@mingda/contracts';
import { EvaluationRepository } from '@mingda/database';
import { compareRuns, StartEvaluation, type ComparedRun } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { Operation, type InputOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

/** What is done with runs that exist: comparing, repeating, cancelling. */
@Controller()
export class ComparisonController {
  constructor(
    private readonly evaluations: EvaluationRepository,
    private readonly startEvaluation: StartEvaluation,
  ) {}

  @Operation(routes.compareEvaluations)
  async compare(
    @Caller() { scope }: Principal,
    @Input() { query }: InputOf<typeof routes.compareEvaluations>,
  ): Promise<Comparison> {
    return compareRuns(await this.finished(scope, query.before), await this.finished(scope, query.after));
  }

  @Operation(routes.repeatEvaluation)
  again(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.repeatEvaluation>,
  ): Promise<Evaluation> {
    return this.startEvaluation.again(scope, params.evaluationId);
  }

  @Operation(routes.cancelEvaluation)
  async cancel(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.cancelEvaluation>,
  ): Promise<Evaluation> {
    const evaluation = await this.evaluations.cancel(scope, params.evaluationId);
    if (evaluation === null) throw new MingdaError('EVALUATION_NOT_FOUND', { subject: params.evaluationId });
    return evaluation;
  }

  private async finished(scope: AccessScope, id: string): Promise<ComparedRun> {
    const evaluation = await this.evaluations.get(scope, id);
    const report = await this.evaluations.report(scope, id);
    if (evaluation === null || report === null) throw new MingdaError('EVALUATION_NOT_FOUND', { subject: id });
    return { report, configuration: evaluation.configuration };
  }
}
