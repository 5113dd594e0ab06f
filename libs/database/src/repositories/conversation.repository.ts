import type { AccessScope, DialogueMemory, Turn } from '@mingda/contracts';
import { transcriptOf, turnsOf } from '@mingda/dialogue';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { AnswerEntity } from '../entities/answer.entity.ts';
import { CollectionEntity } from '../entities/collection.entity.ts';
import { ConversationEntity } from '../entities/conversation.entity.ts';
import { reaches, scoped } from '../scope.ts';

export interface StoredConversation {
  readonly id: string;
  readonly collectionId: string;
  /** Everything that was said, oldest first. */
  readonly turns: Turn[];
  /** What of it a follow-up may refer to, oldest first. */
  readonly context: Turn[];
  /** Null when nothing was remembered yet. */
  readonly memory: DialogueMemory | null;
}

export class ConversationRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND` */
  async create(scope: AccessScope, collectionId: string, tx?: EntityManager): Promise<{ id: string }> {
    const manager = tx ?? this.#database.dataSource.manager;
    const known =
      reaches(scope, collectionId) &&
      (await manager.existsBy(CollectionEntity, { tenantId: scope.tenantId, id: collectionId }));
    if (!known) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    const inserted = await manager.insert(ConversationEntity, { tenantId: scope.tenantId, collectionId });
    const [identifier] = inserted.identifiers as { id: string }[];
    if (identifier === undefined)
      throw new MingdaError('INTERNAL', { detail: 'a conversation was stored without an id' });
    return { id: identifier.id };
  }

  async get(scope: AccessScope, id: string): Promise<StoredConversation | null> {
    const { manager } = this.#database.dataSource;
    const row = await manager.findOneBy(ConversationEntity, { ...scoped(scope), id });
    if (row === null) return null;
    const answers = await manager.find(AnswerEntity, {
      where: { ...scoped(scope), conversationId: id },
      select: { question: true, text: true, outcome: true, answerer: true, dialogue: true },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    return {
      id: row.id,
      collectionId: row.collectionId,
      turns: transcriptOf(answers),
      context: turnsOf(answers),
      memory: row.memory,
    };
  }

  /** @throws MingdaError `CONVERSATION_NOT_FOUND` */
  async remember(scope: AccessScope, id: string, memory: DialogueMemory): Promise<void> {
    const changed = await this.#database.dataSource.manager.update(
      ConversationEntity,
      { ...scoped(scope), id },
      { memory },
    );
    if ((changed.affected ?? 0) === 0) throw new MingdaError('CONVERSATION_NOT_FOUND', { subject: id });
  }
}
