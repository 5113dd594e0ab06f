import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { PrincipalKind } from '@mingda/contracts';

@Entity({ name: 'api_key' })
export class ApiKeyEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  kind: PrincipalKind;

  /** sha256 of the secret, hexadecimal. */
  @Column({ type: 'text' })
  hash: string;

  @Column({ type: 'text' })
  prefix: string;

  /** Collections the key may read; every one of the tenant when null. */
  @Column({ name: 'collection_ids', type: 'uuid', array: true, nullable: true })
  collectionIds: string[] | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;
}
