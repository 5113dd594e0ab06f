import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { GateMargins } from '@mingda/contracts';

/** What a draft of a collection's profile has to pass; without a row profiles publish at once. */
@Entity({ name: 'gate_policy' })
export class GatePolicyEntity {
  @PrimaryColumn({ name: 'collection_id', type: 'uuid' })
  collectionId: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'gold_set', type: 'text' })
  goldSet: string;

  @Column({ name: 'question_limit', type: 'integer', nullable: true })
  questionLimit: number | null;

  @Column({ type: 'jsonb' })
  margins: GateMargins;

  @Column({ type: 'double precision' })
  confidence: number;

  @Column({ name: 'min_questions', type: 'integer' })
  minQuestions: number;

  @Column({ name: 'changed_share', type: 'double precision' })
  changedShare: number;

  @Column({ name: 'baseline_id', type: 'uuid', nullable: true })
  baselineId: string | null;
}
