import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Evaluation } from '@mingda/contracts';
import type { Failure } from '../failure.ts';

/** One run of a gold set. The report (an EvaluationReport or null) is read apart (`select: false`): it holds every question. */
@Entity({ name: 'evaluation' })
export class EvaluationEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'collection_id', type: 'uuid' })
  collectionId: string;

  @Column({ name: 'gold_set', type: 'text' })
  goldSet: string;

  @Column({ name: 'question_limit', type: 'integer', nullable: true })
  questionLimit: number | null;

  @Column({ name: 'gold_set_version', type: 'integer', nullable: true })
  goldSetVersion: number | null;

  @Column({ name: 'profile_version', type: 'integer', nullable: true })
  profileVersion: number | null;

  @Column({ type: 'boolean' })
  reuse: boolean;

  @Column({ name: 'metric_names', type: 'text', array: true, nullable: true })
  metricNames: string[] | null;

  @Column({ type: 'jsonb', nullable: true })
  configuration: Evaluation['configuration'];

  @Column({ type: 'text', nullable: true })
  digest: string | null;

  @Column({ type: 'text' })
  state: Evaluation['state'];

  @Column({ type: 'double precision' })
  progress: number;

  @Column({ type: 'jsonb', nullable: true })
  failure: Failure | null;

  @Column({ type: 'jsonb', nullable: true })
  counts: Evaluation['counts'];

  @Column({ type: 'jsonb', nullable: true })
  metrics: Evaluation['metrics'];

  @Column({ type: 'jsonb', nullable: true, select: false })
  report: object | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;
}
