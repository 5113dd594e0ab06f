import type { ApiKey, Collection, DocumentVersion, Evaluation, ProfileVersion } from '@mingda/contracts';
import type { ApiKeyEntity } from '../entities/api-key.entity.ts';
import type { CollectionProfileEntity } from '../entities/collection-profile.entity.ts';
import type { CollectionEntity } from '../entities/collection.entity.ts';
import type { DocumentVersionEntity } from '../entities/document-version.entity.ts';
import type { EvaluationEntity } from '../entities/evaluation.entity.ts';
import { storedProfile } from './stored-profile.ts';
import { storedMetrics } from './stored-report.ts';

export function collectionView(row: CollectionEntity): Collection {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    profile: storedProfile(row.profile),
    profileVersion: row.profileVersion,
    lexiconRevision: row.lexiconRevision,
    documentCount: row.documentCount,
    chunkCount: row.chunkCount,
    createdAt: row.createdAt.toISOString(),
  };
}

export function profileView(row: CollectionProfileEntity): ProfileVersion {
  return {
    version: row.version,
    state: row.state,
    profile: storedProfile(row.profile),
    savedBy: row.savedBy,
    createdAt: row.createdAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
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
    retry: row.retry,
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
    goldSetVersion: row.goldSetVersion,
    limit: row.questionLimit,
    profileVersion: row.profileVersion,
    reuse: row.reuse,
    state: row.state,
    progress: row.progress,
    failure: row.failure,
    counts: row.counts,
    metrics: storedMetrics(row.metrics),
    configuration: row.configuration,
    digest: row.digest,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
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
