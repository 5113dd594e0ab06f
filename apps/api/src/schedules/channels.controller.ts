import { Controller } from '@nestjs/common';
import { routes, type Principal, type ReportChannel } from '@mingda/contracts';
import { ManageChannels } from '@mingda/reporting';
import { Operation, type InputOf, type ReplyOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class ChannelsController {
  constructor(private readonly channels: ManageChannels) {}

  @Operation(routes.listChannels)
  async list(@Caller() { scope }: Principal): Promise<ReplyOf<typeof routes.listChannels>> {
    return { items: await this.channels.list(scope) };
  }

  @Operation(routes.createChannel)
  create(
    @Caller() { scope }: Principal,
    @Input() { body }: InputOf<typeof routes.createChannel>,
  ): Promise<ReportChannel> {
    return this.channels.create(scope, body);
  }

  @Operation(routes.updateChannel)
  update(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.updateChannel>,
  ): Promise<ReportChannel> {
    return this.channels.update(scope, params.channelId, body);
  }

  @Operation(routes.deleteChannel)
  delete(@Caller() { scope }: Principal, @Input() { params }: InputOf<typeof routes.deleteChannel>): Promise<void> {
    return this.channels.delete(scope, params.channelId);
  }

  @Operation(routes.testChannel)
  test(@Caller() { scope }: Principal, @Input() { params, body }: InputOf<typeof routes.testChannel>): Promise<void> {
    return this.channels.test(scope, params.channelId, body.language);
  }
}
