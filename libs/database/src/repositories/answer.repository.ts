import type { AccessScope, Answer, Feedback } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { AnswerEntity } from '../entities/answer.entity.ts';
import { ConversationEntity } from '../entities/conversation.entity.ts';
import { scoped } from '../scope.ts';

export interface AnswerRecord {
  readonly collectionId: string;
  readonly answer: Answer;
  /** What the retrieval and the answerer saw, as JSON, for later inspection. */
  readonly trace: unknown;
}

/** A caller's opinion of one answer; it replaces an earlier one. */
export interface GivenFeedback {
  readonly keyId: string;
  readonly feedback: Feedback;
}

export class AnswerRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws MingdaError `CONVERSATION_NOT_FOUND` when the answer's conversation is not one of the scope and collection */
  async save(scope: AccessScope, record: AnswerRecord, tx?: EntityManager): Promise<void> {
    const manager = tx ?? this.#database.dataSource.manager;
    const { answer, collectionId } = record;
    const conversation = await manager.findOneBy(ConversationEntity, { ...scoped(scope), id: answer.conversationId });
    if (conversation?.collectionId !== collectionId)
      throw new MingdaError('CONVERSATION_NOT_FOUND', { subject: answer.conversationId });
    await manager.query(insertAnswerSql, [
      answer.id,
      scope.tenantId,
      collectionId,
      answer.conversationId,
      answer.externalId,
      answer.question,
      answer.outcome,
      answer.text,
      answer.lang,
      answer.confidence,
      answer.handOver,
      JSON.stringify(answer.citations),
      answer.answerer,
      answer.profileVersion,
      JSON.stringify(answer.timings),
      JSON.stringify(record.trace ?? null),
      answer.createdAt,
    ]);
  }

  async get(scope: AccessScope, id: string): Promise<Answer | null> {
    const row = await this.#database.dataSource.manager.findOneBy(AnswerEntity, { ...scoped(scope), id });
    if (row === null) return null;
    return {
      id: row.id,
      conversationId: row.conversationId,
      externalId: row.externalId,
      question: row.question,
      outcome: row.outcome,
      text: row.text,
      lang: row.lang,
      confidence: row.confidence,
      handOver: row.handOver,
      citations: row.citations,
      answerer: row.answerer,
      profileVersion: row.profileVersion,
      timings: row.timings,
      createdAt: row.createdAt.toISOString(),
    };
  }

  /** @returns false when there is no such answer in the scope */
  async feedback(scope: AccessScope, id: string, given: GivenFeedback): Promise<boolean> {
    const { feedback, keyId } = given;
    const changed = await this.#database.dataSource.manager.update(
      AnswerEntity,
      { ...scoped(scope), id },
      {
        thumb: feedback.thumb ?? null,
        rating: feedback.rating ?? null,
        comment: feedback.comment ?? null,
        feedbackKeyId: keyId,
        feedbackAt: new Date(),
      },
    );
    return (changed.affected ?? 0) > 0;
  }
}

const insertAnswerSql = `
insert into answer (id, tenant_id, collection_id, conversation_id, external_id, question, outcome, text, lang, confidence,
  hand_over, citations, answerer, profile_version, timings, trace, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`;
