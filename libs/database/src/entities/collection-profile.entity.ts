import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Profile, ProfileVersion } from '@mingda/contracts';

/** Every profile that a collection has had: an answer names the version it was made with. */
@Entity({ name: 'collection_profile' })
export class CollectionProfileEntity {
  @PrimaryColumn({ name: 'collection_id', type: 'uuid' })
  collectionId: string;

  @PrimaryColumn({ type: 'integer' })
  version: number;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ type: 'jsonb' })
  profile: Profile;

  @Column({ type: 'text' })
  state: ProfileVersion['state'];

  /** Name of the key that saved it. */
  @Column({ name: 'saved_by', type: 'text' })
  savedBy: string;

  @Column({ name: 'published_at', type: 'timestamptz', nullable: true })
  publishedAt: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
