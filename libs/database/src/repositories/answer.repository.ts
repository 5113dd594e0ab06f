import type { AccessScope, Answer, DialogueMemory, Feedback, Turn } from '@mingda/contracts';
import { turnsOf } from '@mingda/dialogue';
import { MingdaError } from '@mingda/platform';
import { LessThan, type EntityManager } from 'typeorm';
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
  /**
   * What the conversation remembers from now on; unchanged when absent, and where it was handed over while the answer was
   * under way.
   */
  readonly memory?: DialogueMemory | undefined;
}

export interface LoggedAnswer {
  readonly answer: Answer;
  readonly collectionId: string;
  /** As it was written with the answer. */
  readonly trace: unknown;
  /** What it may refer to of what was said before in the same conversation, oldest first. */
  readonly turns: readonly Turn[];
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
    const { answer, collectionId } = record;
    const parameters = [
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
      answer.dialogue === undefined ? null : JSON.stringify(answer.dialogue),
      record.memory === undefined ? null : JSON.stringify(record.memory),
      answer.conflict === undefined ? null : JSON.stringify(answer.conflict),
    ];
    const saved =
      tx === undefined
        ? await this.#database.ask<object>(insertAnswerSql, parameters)
        : await tx.query<object[]>(insertAnswerSql, parameters);
    if (saved.length === 0) throw new MingdaError('CONVERSATION_NOT_FOUND', { subject: answer.conversationId });
  }

  async get(scope: AccessScope, id: string): Promise<Answer | null> {
    const row = await this.#database.dataSource.manager.findOneBy(AnswerEntity, { ...scoped(scope), id });
    return row === null ? null : toAnswer(row);
  }

  /** A logged answer with everything that was seen on the way to it. */
  async record(scope: AccessScope, id: string): Promise<LoggedAnswer | null> {
    const { manager } = this.#database.dataSource;
    const where = { ...scoped(scope), id };
    const row = await manager.findOneBy(AnswerEntity, where);
    if (row === null) return null;
    const { trace } = await manager.findOneOrFail(AnswerEntity, { where, select: { id: true, trace: true } });
    const earlier = await manager.find(AnswerEntity, {
      where: { ...scoped(scope), conversationId: row.conversationId, createdAt: LessThan(row.createdAt) },
      select: { question: true, text: true, outcome: true, answerer: true, dialogue: true },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    return { answer: toAnswer(row), collectionId: row.collectionId, trace, turns: turnsOf(earlier) };
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

function toAnswer(row: AnswerEntity): Answer {
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
    ...(row.conflict === null ? {} : { conflict: row.conflict }),
    ...(row.dialogue === null ? {} : { dialogue: row.dialogue }),
    profileVersion: row.profileVersion,
    timings: row.timings,
    createdAt: row.createdAt.toISOString(),
  };
}

/** `$1`, `$2` scope, `$3` collection, `$4` conversation, `$5` whether it begins here, then the answer's columns. */
const insertAnswerSql = `
with started as (
  insert into conversation (id, tenant_id, collection_id, memory)
  select $4, c.tenant_id, c.id, $22::jsonb from collection c
  where $5::boolean and c.tenant_id = $1 and ($2::uuid[] is null or c.id = any($2)) and c.id = $3
  returning id
),
talk as (
  select id from started
  union all
  select t.id from conversation t where not $5::boolean and ${scopeSql('t')} and t.collection_id = $3 and t.id = $4
),
remembered as (
  update conversation t set memory = $22::jsonb
  where not $5::boolean and $22::jsonb is not null and ${scopeSql('t')} and t.collection_id = $3 and t.id = $4
    and (t.memory ->> 'state' is distinct from 'handed-over' or $22::jsonb ->> 'state' = 'handed-over')
)
insert into answer (tenant_id, collection_id, conversation_id, id, external_id, question, outcome, text, lang, confidence,
  hand_over, citations, answerer, profile_version, timings, trace, created_at, approved, dialogue, conflict)
select $1::uuid, $3::uuid, talk.id, $6::uuid, $7, $8, $9, $10, $11, $12::double precision, $13::boolean, $14::jsonb, $15, $16::integer, $17::jsonb, $18::jsonb, $19::timestamptz, $20::jsonb, $21::jsonb, $23::jsonb
from talk
returning id`;
