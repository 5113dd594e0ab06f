import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { GateVerdict, Publication } from '@mingda/contracts';

/** Who published which version of a profile, how, and what the gate said. */
@Entity({ name: 'profile_publication' })
export class ProfilePublicationEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'collection_id', type: 'uuid' })
  collectionId: string;

  @Column({ type: 'integer' })
  version: number;

  @Column({ type: 'text' })
  action: Publication['action'];

  @Column({ name: 'done_by', type: 'text' })
  doneBy: string;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ name: 'evaluation_id', type: 'uuid', nullable: true })
  evaluationId: string | null;

  @Column({ type: 'jsonb', nullable: true })
  verdict: GateVerdict | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
