import { Controller } from '@nestjs/common';
import { routes, type AccessScope, type ConversationView, type Principal } from '@mingda/contracts';
import { ConversationRepository } from '@mingda/database';
import { freshMemory, remember } from '@mingda/dialogue';
import { MingdaError } from '@mingda/platform';
import { Operation, type InputOf } from '../http/operation.decorator.ts';
import { Caller, Input } from '../http/request.decorators.ts';

@Controller()
export class ConversationsController {
  constructor(private readonly conversations: ConversationRepository) {}

  @Operation(routes.getConversation)
  get(
    @Caller() { scope }: Principal,
    @Input() { params }: InputOf<typeof routes.getConversation>,
  ): Promise<ConversationView> {
    return this.#view(scope, params.conversationId);
  }

  @Operation(routes.changeConversation)
  async change(
    @Caller() { scope }: Principal,
    @Input() { params, body }: InputOf<typeof routes.changeConversation>,
  ): Promise<ConversationView> {
    const { memory, ...view } = await this.#view(scope, params.conversationId);
    const changed = remember(memory, { kind: body.state === 'asking' ? 'resumed' : 'handed-over' });
    await this.conversations.remember(scope, params.conversationId, changed);
    return { ...view, memory: changed };
  }

  async #view(scope: AccessScope, id: string): Promise<ConversationView> {
    const stored = await this.conversations.get(scope, id);
    if (stored === null) throw new MingdaError('CONVERSATION_NOT_FOUND', { subject: id });
    const { collectionId, turns, memory } = stored;
    return { id, collectionId, turns, memory: memory ?? freshMemory };
  }
}
