import type { AccessScope, Answer, Feedback } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { AnswerEntity } from '../entities/answer.entity.ts';
import { scoped, scopeParameters, scopeSql } from '../scope.ts';

export interface AnswerRecord {
  readonly collectionId: string;
  readonly answer: Answer;
  /** What the retrieval and the answerer saw, as JSON, for later inspection. */
  readonly trace: unknown;
  /** The answer's conversation does not exist yet and begins with it. */
  readonly startsConversation?: boolean;
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

  /**
   * One statement, the conversation included: the log is on every asker's way.
   * @throws MingdaError `CONVERSATION_NOT_FOUND` when the answer's conversation is not one of the scope and collection
   */
  async save(scope: AccessScope, record: AnswerRecord, tx?: EntityManager): Promise<void> {
    const manager = tx ?? this.#database.dataSource.manager;
    const { answer, collectionId } = record;
    const saved = await manager.query<unknown[]>(insertAnswerSql, [
      ...scopeParameters(scope),
      collectionId,
      answer.conversationId,
      record.startsConversation === true,
      answer.id,
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
      answer.approved === undefined ? null : JSON.stringify(answer.approved),
    ]);
    if (saved.length === 0) throw new MingdaError('CONVERSATION_NOT_FOUND', { subject: answer.conversationId });
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
      ...(row.approved === null ? {} : { approved: row.approved }),
      profileVersion: row.profileVersion,
      timings: row.timings,
      createdAt: row.createdAt.toISOString(),
    };
  }

  async collectionOf(scope: AccessScope, id: string): Promise<string | null> {
    const where = { ...scoped(scope), id };
    const row = await this.#database.dataSource.manager.findOne(AnswerEntity, {
      where,
      select: { collectionId: true },
    });
    return row?.collectionId ?? null;
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

/** `$1`, `$2` scope, `$3` collection, `$4` conversation, `$5` whether it begins here, then the answer's columns. */
const insertAnswerSql = `
with started as (
  insert into conversation (id, tenant_id, collection_id)
  select $4, c.tenant_id, c.id from collection c
  where $5::boolean and c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3
  returning id
),
talk as (
  select id from started
  union all
  select t.id from conversation t where not $5::boolean and ${scopeSql('t')} and t.collection_id = $3 and t.id = $4
)
insert into answer (tenant_id, collection_id, conversation_id, id, external_id, question, outcome, text, lang, confidence,
  hand_over, citations, answerer, profile_version, timings, trace, created_at, approved)
select $1::uuid, $3::uuid, talk.id, $6::uuid, $7, $8, $9, $10, $11, $12::double precision, $13::boolean, $14::jsonb, $15, $16::integer, $17::jsonb, $18::jsonb, $19::timestamptz, $20::jsonb
from talk
returning id`;
