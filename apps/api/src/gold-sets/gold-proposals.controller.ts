import { Controller } from '@nestjs/common';
import { routes, type GoldProposal, type Principal } from '@mingda/contracts';
import { StartGoldProposal } from '@mingda/evaluation';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class GoldProposalsController {
  constructor(private readonly startProposal: StartGoldProposal) {}

  @Operation(routes.listGoldProposals)
  async list(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.listGoldProposals>,
  ): Promise<ReplyOf<typeof routes.listGoldProposals>> {
    return { items: await this.startProposal.list(scope, params.goldSet) };
  }

  @Operation(routes.startGoldProposal)
  start(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.startGoldProposal>,
  ): Promise<GoldProposal> {
    return this.startProposal.execute(scope, params.goldSet, body);
  }
}
