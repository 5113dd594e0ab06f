import { Controller } from '@nestjs/common';
import { routes, type Evaluation, type GateStatus, type Principal } from '@mingda/contracts';
import { GateRepository, ProfileRepository } from '@mingda/database';
import { GateInspector, ProfileGate } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class GateController {
  constructor(
    private readonly inspector: GateInspector,
    private readonly profileGate: ProfileGate,
    private readonly profiles: ProfileRepository,
    private readonly gates: GateRepository,
  ) {}

  @Operation(routes.getGate)
  status(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.getGate>): Promise<GateStatus> {
    return this.inspector.status(scope, params.collectionId);
  }

  @Operation(routes.setGatePolicy)
  setPolicy(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.setGatePolicy>,
  ): Promise<GateStatus> {
    return this.profileGate.setPolicy(scope, params.collectionId, body);
  }

  @Operation(routes.removeGatePolicy)
  removePolicy(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.removeGatePolicy>,
  ): Promise<void> {
    return this.profileGate.removePolicy(scope, params.collectionId);
  }

  @Operation(routes.measureDraft)
  measure(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.measureDraft>,
  ): Promise<Evaluation> {
    return this.profileGate.measure(scope, params.collectionId);
  }

  @Operation(routes.publishDraft)
  publish(
    @Caller() { scope, name: doneBy }: Principal,
    @Input() { params, body }: InputOf<typeof routes.publishDraft>,
  ): Promise<GateStatus> {
    return this.profileGate.publish(scope, { ...params, ...body, doneBy });
  }

  @Operation(routes.discardDraft)
  discard(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.discardDraft>,
  ): Promise<GateStatus> {
    return this.profileGate.discard(scope, params.collectionId);
  }

  @Operation(routes.rollBackProfile)
  rollBack(
    @Caller() { scope, name: doneBy }: Principal,
    @Input() { params, body }: InputOf<typeof routes.rollBackProfile>,
  ): Promise<GateStatus> {
    return this.profileGate.rollBack(scope, { ...params, ...body, doneBy });
  }

  @Operation(routes.listProfiles)
  async history(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.listProfiles>,
  ): Promise<ReplyOf<typeof routes.listProfiles>> {
    const versions = await this.profiles.list(scope, params.collectionId);
    if (versions.length === 0) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: params.collectionId });
    return { versions, publications: await this.gates.publications(scope, params.collectionId) };
  }
}
