import { Controller } from '@nestjs/common';
import { routes, type FaqEntry, type Gap, type GapTask, type Principal, type AccessScope } from '@mingda/contracts';
import { GapRepository, GapTaskRepository } from '@mingda/database';
import { FixGap, MeasureGap } from '@mingda/improvement';
import { MingdaError } from '@mingda/platform';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class GapsController {
  constructor(
    private readonly gaps: GapRepository,
    private readonly tasks: GapTaskRepository,
    private readonly fixGap: FixGap,
    private readonly measureGap: MeasureGap,
  ) {}

  @Operation(routes.listGaps)
  async list(
    @Caller() { scope }: Principal,
    @Input() { query }: InputOf<typeof routes.listGaps>,
  ): Promise<ReplyOf<typeof routes.listGaps>> {
    const { items, total } = await this.gaps.list(scope, query);
    return { items, total, ...(await this.gaps.counts(scope, query.collectionId)) };
  }

  @Operation(routes.getGap)
  async get(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.getGap>,
  ): Promise<ReplyOf<typeof routes.getGap>> {
    const gap = await this.#gap(scope, params.gapId);
    return {
      gap,
      questions: await this.gaps.questions(scope, gap.id),
      tasks: await this.tasks.list(scope, gap.id),
      faq: await this.gaps.faq(scope, gap.id),
    };
  }

  @Operation(routes.changeGap)
  change(@Caller() { scope }: Principal, @Input() { params, body }: InputOf<typeof routes.changeGap>): Promise<Gap> {
    return this.gaps.change(scope, params.gapId, body);
  }

  @Operation(routes.draftFaqFromGap)
  draftFaq(
    @Caller() { scope, name }: Principal,
    @Input() { params }: InputOf<typeof routes.draftFaqFromGap>,
  ): Promise<FaqEntry> {
    return this.fixGap.draftFaq(scope, params.gapId, name);
  }

  @Operation(routes.createGapTask)
  createTask(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.createGapTask>,
  ): Promise<GapTask> {
    return this.tasks.create(scope, params.gapId, body);
  }

  @Operation(routes.changeGapTask)
  changeTask(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.changeGapTask>,
  ): Promise<GapTask> {
    return this.tasks.setState(scope, params.gapId, { id: params.taskId, state: body.state });
  }

  @Operation(routes.proposeGoldItemFromGap)
  proposeGoldItem(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.proposeGoldItemFromGap>,
  ): Promise<ReplyOf<typeof routes.proposeGoldItemFromGap>> {
    return this.fixGap.proposeGoldItem(scope, params.gapId, body.goldSet);
  }

  @Operation(routes.measureGap)
  async measure(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.measureGap>): Promise<Gap> {
    await this.measureGap.start(scope, params.gapId);
    return this.#gap(scope, params.gapId);
  }

  async #gap(scope: AccessScope, id: string): Promise<Gap> {
    const gap = await this.gaps.get(scope, id);
    if (gap === null) throw new MingdaError('GAP_NOT_FOUND', { subject: id });
    return gap;
  }
}
