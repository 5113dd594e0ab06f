import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Profile } from '@mingda/contracts';

@Entity({ name: 'collection' })
export class CollectionEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  description: string;

  @Column({ type: 'jsonb' })
  profile: Profile;

  @Column({ name: 'profile_version', type: 'integer' })
  profileVersion: number;

  @Column({ name: 'document_count', type: 'integer' })
  documentCount: number;

  @Column({ name: 'chunk_count', type: 'integer' })
  chunkCount: number;

  @Column({ name: 'lexicon_revision', type: 'integer' })
  lexiconRevision: number;

  /** Set on the hidden copy of a collection that is cut as a draft says. */
  @Column({ name: 'shadow_of', type: 'uuid', nullable: true })
  shadowOf: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
