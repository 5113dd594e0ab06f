import { Controller } from '@nestjs/common';
import { routes, type Principal, type Source, type SourceCheckResult, type SourceRun } from '@mingda/contracts';
import { CheckSource, ControlRuns, ManageSources } from '@mingda/sources';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';
import { withinCollection } from './within-collection.ts';

@Controller()
export class SourcesController {
  constructor(
    private readonly sources: ManageSources,
    private readonly runs: ControlRuns,
    private readonly check: CheckSource,
  ) {}

  @Operation(routes.listSources)
  async list(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.listSources>,
  ): Promise<ReplyOf<typeof routes.listSources>> {
    return { items: await this.sources.list(scope, params.collectionId) };
  }

  @Operation(routes.createSource)
  create(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.createSource>,
  ): Promise<Source> {
    return this.sources.create(scope, params.collectionId, body);
  }

  @Operation(routes.checkSource)
  try(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.checkSource>,
  ): Promise<SourceCheckResult> {
    return this.check.execute(withinCollection(scope, params.collectionId), body);
  }

  @Operation(routes.updateSource)
  update(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.updateSource>,
  ): Promise<Source> {
    return this.sources.update(withinCollection(scope, params.collectionId), params.sourceId, body);
  }

  @Operation(routes.deleteSource)
  delete(
    @Caller() { scope }: Principal,
    @Input() { params, query }: InputOf<typeof routes.deleteSource>,
  ): Promise<void> {
    return this.sources.delete(withinCollection(scope, params.collectionId), params.sourceId, query.documents);
  }

  @Operation(routes.runSource)
  run(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.runSource>): Promise<SourceRun> {
    return this.runs.start(withinCollection(scope, params.collectionId), params.sourceId);
  }

  @Operation(routes.cancelSource)
  cancel(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.cancelSource>): Promise<void> {
    return this.runs.cancel(withinCollection(scope, params.collectionId), params.sourceId);
  }

  @Operation(routes.confirmSourceDeletions)
  confirm(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.confirmSourceDeletions>,
  ): Promise<void> {
    return this.runs.confirm(withinCollection(scope, params.collectionId), params.sourceId, body.delete);
  }

  @Operation(routes.listSourceRuns)
  async listRuns(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.listSourceRuns>,
  ): Promise<ReplyOf<typeof routes.listSourceRuns>> {
    return { items: await this.runs.list(withinCollection(scope, params.collectionId), params.sourceId) };
  }

  @Operation(routes.listSourceRunFailures)
  failures(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.listSourceRunFailures>,
  ): Promise<ReplyOf<typeof routes.listSourceRunFailures>> {
    return this.runs.failures(withinCollection(scope, params.collectionId), params.sourceId, params.runId);
  }
}
