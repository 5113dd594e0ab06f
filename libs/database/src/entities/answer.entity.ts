import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Answer, AnswerConflict, ApprovedBy, Citation, Dialogue } from '@mingda/contracts';

/** The log of answers: what was asked, what was said on which passages, and what people thought of it. */
@Entity({ name: 'answer' })
export class AnswerEntity {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'collection_id', type: 'uuid' })
  collectionId: string;

  @Column({ name: 'conversation_id', type: 'uuid' })
  conversationId: string;

  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId: string | null;

  @Column({ type: 'text' })
  question: string;

  @Column({ type: 'text' })
  outcome: Answer['outcome'];

  @Column({ type: 'text' })
  text: string;

  @Column({ type: 'text' })
  lang: string;

  @Column({ type: 'double precision' })
  confidence: number;

  @Column({ name: 'hand_over', type: 'boolean' })
  handOver: boolean;

  @Column({ type: 'jsonb' })
  citations: Citation[];

  @Column({ type: 'text' })
  answerer: string;

  @Column({ type: 'jsonb', nullable: true })
  approved: ApprovedBy | null;

  @Column({ type: 'jsonb', nullable: true })
  conflict: AnswerConflict | null;

  @Column({ type: 'jsonb', nullable: true })
  dialogue: Dialogue | null;

  @Column({ name: 'profile_version', type: 'integer' })
  profileVersion: number;

  @Column({ type: 'jsonb' })
  timings: Answer['timings'];

  @Column({ type: 'jsonb', select: false })
  trace: unknown;

  @Column({ type: 'text', nullable: true })
  thumb: 'up' | 'down' | null;

  @Column({ type: 'smallint', nullable: true })
  rating: number | null;

  @Column({ type: 'text', nullable: true })
  comment: string | null;

  @Column({ name: 'feedback_key_id', type: 'uuid', nullable: true })
  feedbackKeyId: string | null;

  @Column({ name: 'feedback_at', type: 'timestamptz', nullable: true })
  feedbackAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
