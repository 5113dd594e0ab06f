import { Controller } from '@nestjs/common';
import { routes, type Evaluation, type EvaluationReport, type Principal } from '@mingda/contracts';
import { EvaluationRepository } from '@mingda/database';
import { StartEvaluation } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class EvaluationsController {
  constructor(
    private readonly evaluations: EvaluationRepository,
    private readonly startEvaluation: StartEvaluation,
  ) {}

  @Operation(routes.listEvaluations)
  async list(
    @Caller() { scope }: Principal,
    @Input() { query }: InputOf<typeof routes.listEvaluations>,
  ): Promise<ReplyOf<typeof routes.listEvaluations>> {
    return { items: await this.evaluations.list(scope, query) };
  }

  @Operation(routes.startEvaluation)
  start(
    @Caller() { scope }: Principal,
    @Input() { body }: InputOf<typeof routes.startEvaluation>,
  ): Promise<Evaluation> {
    return this.startEvaluation.execute(scope, body);
  }

  @Operation(routes.getEvaluation)
  async get(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.getEvaluation>,
  ): Promise<Evaluation> {
    const evaluation = await this.evaluations.get(scope, params.evaluationId);
    if (evaluation === null) throw new MingdaError('EVALUATION_NOT_FOUND');
    return evaluation;
  }

  @Operation(routes.getEvaluationReport)
  async report(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.getEvaluationReport>,
  ): Promise<EvaluationReport> {
    const report = await this.evaluations.report(scope, params.evaluationId);
    if (report === null) throw new MingdaError('EVALUATION_NOT_FOUND');
    return report;
  }
}
