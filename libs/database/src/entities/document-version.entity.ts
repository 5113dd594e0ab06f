import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { PageReport, ParseWarning, PlannedRetry, VersionState } from '@mingda/contracts';
import type { Failure } from '../failure.ts';

/** One upload of a document. Its text is read apart (`select: false`), because lists must not carry it. */
@Entity({ name: 'document_version' })
export class DocumentVersionEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ name: 'tenant_id', type: 'uuid' })
  tenantId: string;

  @Column({ name: 'collection_id', type: 'uuid' })
  collectionId: string;

  @Column({ name: 'document_id', type: 'uuid' })
  documentId: string;

  @Column({ type: 'integer' })
  number: number;

  @Column({ type: 'text' })
  title: string;

  @Column({ name: 'file_name', type: 'text' })
  fileName: string;

  @Column({ name: 'media_type', type: 'text' })
  mediaType: string;

  /** bigint, which the driver returns as a string. */
  @Column({ type: 'bigint' })
  bytes: string;

  @Column({ name: 'content_hash', type: 'text' })
  contentHash: string;

  @Column({ name: 'blob_key', type: 'text' })
  blobKey: string;

  @Column({ type: 'text' })
  state: VersionState;

  @Column({ type: 'double precision' })
  progress: number;

  @Column({ type: 'jsonb', nullable: true })
  failure: Failure | null;

  @Column({ type: 'jsonb', nullable: true })
  retry: PlannedRetry | null;

  @Column({ type: 'jsonb' })
  warnings: ParseWarning[];

  @Column({ type: 'jsonb' })
  pages: PageReport[];

  @Column({ type: 'text' })
  lang: string;

  @Column({ type: 'text', nullable: true, select: false })
  text: string | null;

  @Column({ name: 'chunk_count', type: 'integer' })
  chunkCount: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'ready_at', type: 'timestamptz', nullable: true })
  readyAt: Date | null;
}
