import { AnswerEntity } from './answer.entity.ts';
import { ApiKeyEntity } from './api-key.entity.ts';
import { CollectionProfileEntity } from './collection-profile.entity.ts';
import { CollectionEntity } from './collection.entity.ts';
import { ConversationEntity } from './conversation.entity.ts';
import { DocumentVersionEntity } from './document-version.entity.ts';
import { DocumentEntity } from './document.entity.ts';
import { EvaluationEntity } from './evaluation.entity.ts';
import { GatePolicyEntity } from './gate-policy.entity.ts';
import { ProfilePublicationEntity } from './profile-publication.entity.ts';
import { TenantEntity } from './tenant.entity.ts';

/** Tables reached through TypeORM; chunks, vectors and the lexical index are reached by hand-written SQL alone. */
export const entities = [
  AnswerEntity,
  ApiKeyEntity,
  CollectionEntity,
  CollectionProfileEntity,
  ConversationEntity,
  DocumentEntity,
  DocumentVersionEntity,
  EvaluationEntity,
  GatePolicyEntity,
  ProfilePublicationEntity,
  TenantEntity,
] as const;
