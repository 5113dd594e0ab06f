export type { ProgressHint, ProgressListener } from './connection/progress-channel.ts';
export { Database, type DatabaseOptions } from './database.ts';
export type { Failure } from './failure.ts';
export type { NewChunk, PassageBox, PublishedVersion, SentenceVector, WeightedTerm } from './published-version.ts';
export { AnswerRepository, type AnswerRecord } from './repositories/answer.repository.ts';
export { ApiKeyRepository, type NewApiKey } from './repositories/api-key.repository.ts';
export { CollectionRepository, type NewCollection } from './repositories/collection.repository.ts';
export { ConversationRepository, type StoredConversation } from './repositories/conversation.repository.ts';
export {
  DocumentRepository,
  type AcceptedVersion,
  type DocumentFilter,
  type NewVersion,
} from './repositories/document.repository.ts';
export { EmbeddingModelRepository } from './repositories/embedding-model.repository.ts';
export { EvaluationRepository, type EvaluationWork, type NewEvaluation } from './repositories/evaluation.repository.ts';
export { LexiconRepository, type LexiconStatistics } from './repositories/lexicon.repository.ts';
export {
  PassageSearchRepository,
  type Candidate,
  type CandidateQuery,
  type DenseQuery,
  type StoredPassage,
} from './repositories/passage-search.repository.ts';
export { TenantRepository } from './repositories/tenant.repository.ts';
export { VersionRepository, type VersionWork } from './repositories/version.repository.ts';
export type { EntityManager } from 'typeorm';
