export type { ProgressHint, ProgressListener } from './connection/progress-channel.ts';
export { isConnectionLoss } from './connection/connection-loss.ts';
export { Database, type DatabaseOptions } from './database.ts';
export { ExclusiveWork } from './exclusive-work.ts';
export type { Failure } from './failure.ts';
export type {
  EditOutcome,
  NewChunk,
  PassageBox,
  PublishedVersion,
  SentenceVector,
  StoredTokens,
  WeightedTerm,
} from './published-version.ts';
export { AnswerRepository, type LoggedAnswer, type AnswerRecord } from './repositories/answer.repository.ts';
export { ApiKeyRepository, type NewApiKey } from './repositories/api-key.repository.ts';
export {
  ChunkEditRepository,
  newEditId,
  type ChunkReplacement,
  type EditableDocument,
  type EditRecord,
  type NewChunkEdit,
  type StoredChunk,
  type StoredChunkEdit,
  type StoredDraft,
} from './repositories/chunk-edit.repository.ts';
export { CollectionRepository, type NewCollection } from './repositories/collection.repository.ts';
export { ConversationRepository, type StoredConversation } from './repositories/conversation.repository.ts';
export {
  DocumentRepository,
  type AcceptedVersion,
  type DocumentFilter,
  type NewVersion,
} from './repositories/document.repository.ts';
export { DocumentMetadataRepository } from './repositories/document-metadata.repository.ts';
export { EmbeddingModelRepository } from './repositories/embedding-model.repository.ts';
export { EvaluationRepository, type EvaluationWork, type NewEvaluation } from './repositories/evaluation.repository.ts';
export { FaqMatchRepository, type CitedDocument, type NearPhrasing } from './repositories/faq-match.repository.ts';
export { FaqRepository, type FaqPhrasing, type NewFaqEntry } from './repositories/faq.repository.ts';
export { GapGroupingRepository, type UngroupedAnswer } from './repositories/gap-grouping.repository.ts';
export { GapTaskRepository } from './repositories/gap-task.repository.ts';
export { GapRepository } from './repositories/gap.repository.ts';
export { GoldItemRepository, type GoldItemFilter, type GoldProposalItem } from './repositories/gold-item.repository.ts';
export type { NewGoldItem } from './repositories/gold-item-rows.ts';
export { GoldProposalRepository, type GoldProposalWork } from './repositories/gold-proposal.repository.ts';
export { GoldSetRepository, type NewGoldSet, type StoredGoldSet } from './repositories/gold-set.repository.ts';
export {
  GoldSourceRepository,
  type RealQuestion,
  type SourceDocument,
  type SourcePassage,
} from './repositories/gold-source.repository.ts';
export { goldSplitOf } from './repositories/gold-split.ts';
export { GateRepository, type NewPublication, type StoredGate } from './repositories/gate.repository.ts';
export { ImportJobRepository, type ImportClaim, type LeasedImport } from './repositories/import-job.repository.ts';
export { ImportRepository, type FailedImportFilter, type ImportCounts } from './repositories/import.repository.ts';
export {
  IndexStateRepository,
  type ContentDigest,
  type IngestionState,
} from './repositories/index-state.repository.ts';
export { CollectionLexicons, type CollectionLexicon } from './repositories/collection-lexicons.ts';
export { IntentRepository, type NewIntentSet, type StoredIntentModel } from './repositories/intent.repository.ts';
export { LexicalAnalysisRepository, type AnalysedDocument } from './repositories/lexical-analysis.repository.ts';
export { LexiconEntryRepository } from './repositories/lexicon-entry.repository.ts';
export { LexiconRepository, type LexiconStatistics } from './repositories/lexicon.repository.ts';
export { OutcomeRepository, type CachedOutcome, type StoredOutcome } from './repositories/outcome.repository.ts';
export {
  PassageSearchRepository,
  type Candidate,
  type CandidateQuery,
  type DenseQuery,
  type FoundApart,
  type FoundWords,
  type Neighbour,
  type StoredPassage,
  type TermQuery,
  type WordQuery,
} from './repositories/passage-search.repository.ts';
export type { ConditionTarget, SearchCondition } from './search-condition.ts';
export { ScheduleAlertRepository, type NewAlert } from './repositories/schedule-alert.repository.ts';
export {
  channelView,
  ScheduleChannelRepository,
  type ChannelSettings,
  type StoredChannel,
} from './repositories/schedule-channel.repository.ts';
export { ScheduleDeliveryRepository, type DeliveryWork } from './repositories/schedule-delivery.repository.ts';
export {
  ScheduleHistoryRepository,
  type PastEvaluation,
  type ReportWithHistory,
} from './repositories/schedule-history.repository.ts';
export { ScheduleRunRepository, type StoredRun } from './repositories/schedule-run.repository.ts';
export { ScheduleRepository, type StoredSchedule } from './repositories/schedule.repository.ts';
export { SecretRepository, type SealedSecret } from './repositories/secret.repository.ts';
export { ProfileRepository, type CollectionAtVersion } from './repositories/profile.repository.ts';
export { ShadowRepository, type MissingInShadow } from './repositories/shadow.repository.ts';
export {
  ReviewExportRepository,
  type AcceptedAnswer,
  type AcceptedFaq,
} from './repositories/review-export.repository.ts';
export { ReviewRuleRepository } from './repositories/review-rule.repository.ts';
export { ReviewRepository, type DoubleRating } from './repositories/review.repository.ts';
export { SourceItemRepository, type KnownItem, type Sighting } from './repositories/source-item.repository.ts';
export { SourceRunRepository, type OwnRun, type RunCounts } from './repositories/source-run.repository.ts';
export { SourceRepository, type SourceValues, type StoredSource } from './repositories/source.repository.ts';
export { RepeatRepository, type OtherwiseMuted } from './repositories/repeat.repository.ts';
export { TokenVectorRepository } from './repositories/token-vector.repository.ts';
export { TenantRepository } from './repositories/tenant.repository.ts';
export { VersionRepository, type VersionWork } from './repositories/version.repository.ts';
export type { EntityManager } from 'typeorm';
