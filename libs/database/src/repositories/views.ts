import type { ApiKey, Collection, DocumentVersion, Evaluation } from '@mingda/contracts';
import type { ApiKeyEntity } from '../entities/api-key.entity.ts';
import type { CollectionEntity } from '../entities/collection.entity.ts';
import type { DocumentVersionEntity } from '../entities/document-version.entity.ts';
import type { EvaluationEntity } from '../entities/evaluation.entity.ts';
import { storedProfile } from './stored-profile.ts';

export function collectionView(row: CollectionEntity): Collection {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    profile: storedProfile(row.profile),
    profileVersion: row.profileVersion,
    documentCount: row.documentCount,
    chunkCount: row.chunkCount,
    createdAt: row.createdAt.toISOString(),
  };
}

export function versionView(row: DocumentVersionEntity): DocumentVersion {
  return {
    id: row.id,
    documentId: row.documentId,
    number: row.number,
    fileName: row.fileName,
    mediaType: row.mediaType,
    bytes: Number(row.bytes),
    contentHash: row.contentHash,
    state: row.state,
    progress: row.progress,
    failure: row.failure,
    warnings: row.warnings,
    pages: row.pages,
    chunkCount: row.chunkCount,
    createdAt: row.createdAt.toISOString(),
    readyAt: row.readyAt?.toISOString() ?? null,
  };
}

export function evaluationView(row: EvaluationEntity): Evaluation {
  return {
    id: row.id,
    collectionId: row.collectionId,
    goldSet: row.goldSet,
    state: row.state,
    progress: row.progress,
    failure: row.failure,
    counts: row.counts,
    metrics: row.metrics,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export function apiKeyView(row: ApiKeyEntity): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    kind: row.kind,
    collectionIds: row.collectionIds,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
