import type { Provider } from '@nestjs/common';
import { AccessControl } from '@mingda/access';
import { Converse, ExplainAnswer, IntentRouter } from '@mingda/answering';
import {
  AnswerRepository,
  CollectionRepository,
  ConversationRepository,
  Database,
  DocumentMetadataRepository,
  DocumentRepository,
  EvaluationRepository,
  FaqRepository,
  GapRepository,
  GapTaskRepository,
  GateRepository,
  LexiconEntryRepository,
  ImportRepository,
  ProfileRepository,
  ReviewExportRepository,
  ReviewRepository,
  ReviewRuleRepository,
} from '@mingda/database';
import type { Engine } from '@mingda/engine';
import {
  GateInspector,
  GoldSets,
  ImportGoldItems,
  ManageGoldItems,
  ManageGoldSets,
  MeasureQuestionCoverage,
  ProfileGate,
  StartGoldProposal,
  StartEvaluation,
} from '@mingda/evaluation';
import {
  AcceptUpload,
  DeleteCollection,
  DeleteDocument,
  EditChunks,
  ImportBoard,
  PreviewChunks,
  ReprocessDocument,
  RetryDocument,
  UnlockDocument,
  WriteMetadata,
} from '@mingda/ingestion';
import {
  FixGap,
  ImportFaq,
  ManageLexicon,
  MeasureGap,
  NoticeAnswers,
  ReviewAnswers,
  SaveIntents,
  WriteFaq,
} from '@mingda/improvement';
import { MakeReport, ManageChannels, ManageSchedules } from '@mingda/reporting';
import { Retrieve } from '@mingda/retrieval';
import { CheckSource, ControlRuns, ManageSources, PushDocuments } from '@mingda/sources';
import { LOGGER } from './http/nest-logger.ts';

export const CONFIG = Symbol('config');
export const BLOBS = Symbol('blobs');
export const EMBEDDER = Symbol('embedder');
export const GOLD_SET_STORE = Symbol('gold set store');

/** The parts of an opened engine under their own classes, so that controllers ask for what they use and no more. */
export function engineProviders(engine: Engine): Provider[] {
  const { repositories } = engine;
  return [
    { provide: CONFIG, useValue: engine.config },
    { provide: LOGGER, useValue: engine.logger },
    { provide: BLOBS, useValue: engine.blobs },
    { provide: EMBEDDER, useValue: engine.embedder },
    { provide: Database, useValue: engine.database },
    { provide: AccessControl, useValue: engine.access },
    { provide: CollectionRepository, useValue: repositories.collections },
    { provide: DocumentRepository, useValue: repositories.documents },
    { provide: AnswerRepository, useValue: repositories.answers },
    { provide: EvaluationRepository, useValue: repositories.evaluations },
    { provide: AcceptUpload, useValue: engine.acceptUpload },
    { provide: RetryDocument, useValue: engine.retryDocument },
    { provide: UnlockDocument, useValue: engine.unlockDocument },
    { provide: ImportBoard, useValue: engine.importing.board },
    { provide: ImportRepository, useValue: engine.importing.repository },
    { provide: DeleteDocument, useValue: engine.deleteDocument },
    { provide: EditChunks, useValue: engine.chunks.edit },
    { provide: PreviewChunks, useValue: engine.chunks.preview },
    { provide: ReprocessDocument, useValue: engine.chunks.reprocess },
    { provide: DeleteCollection, useValue: engine.deleteCollection },
    { provide: Retrieve, useValue: engine.retrieve },
    { provide: Converse, useValue: engine.dialogue.converse },
    { provide: IntentRouter, useValue: engine.dialogue.intentRouter },
    { provide: SaveIntents, useValue: engine.dialogue.saveIntents },
    { provide: ConversationRepository, useValue: repositories.conversations },
    { provide: ExplainAnswer, useValue: engine.explainAnswer },
    { provide: GoldSets, useValue: engine.goldSets },
    { provide: GOLD_SET_STORE, useValue: engine.gold.store },
    { provide: ManageGoldSets, useValue: engine.gold.manageSets },
    { provide: ManageGoldItems, useValue: engine.gold.manageItems },
    { provide: ImportGoldItems, useValue: engine.gold.importItems },
    { provide: StartGoldProposal, useValue: engine.gold.startProposal },
    { provide: StartEvaluation, useValue: engine.startEvaluation },
    { provide: MeasureQuestionCoverage, useValue: engine.questionCoverage },
    { provide: GateInspector, useValue: engine.gateInspector },
    { provide: ProfileGate, useValue: engine.profileGate },
    { provide: GateRepository, useValue: repositories.gates },
    { provide: ProfileRepository, useValue: repositories.profiles },
    ...improvementProviders(engine),
    ...lexiconProviders(engine),
    { provide: ManageSchedules, useValue: engine.reporting.manageSchedules },
    { provide: ManageChannels, useValue: engine.reporting.manageChannels },
    { provide: MakeReport, useValue: engine.reporting.makeReport },
    ...sourceProviders(engine),
  ];
}

function lexiconProviders({ lexicon }: Engine): Provider[] {
  return [
    { provide: LexiconEntryRepository, useValue: lexicon.entries },
    { provide: ManageLexicon, useValue: lexicon.manageLexicon },
    { provide: DocumentMetadataRepository, useValue: lexicon.metadata },
    { provide: WriteMetadata, useValue: lexicon.writeMetadata },
  ];
}

function sourceProviders({ sources }: Engine): Provider[] {
  return [
    { provide: ManageSources, useValue: sources.manageSources },
    { provide: ControlRuns, useValue: sources.controlRuns },
    { provide: CheckSource, useValue: sources.checkSource },
    { provide: PushDocuments, useValue: sources.pushDocuments },
  ];
}

function improvementProviders({ improvement }: Engine): Provider[] {
  return [
    { provide: FaqRepository, useValue: improvement.faq },
    { provide: WriteFaq, useValue: improvement.writeFaq },
    { provide: ImportFaq, useValue: improvement.importFaq },
    { provide: GapRepository, useValue: improvement.gaps },
    { provide: GapTaskRepository, useValue: improvement.gapTasks },
    { provide: FixGap, useValue: improvement.fixGap },
    { provide: MeasureGap, useValue: improvement.measureGap },
    { provide: ReviewRepository, useValue: improvement.reviews },
    { provide: ReviewRuleRepository, useValue: improvement.reviewRules },
    { provide: ReviewAnswers, useValue: improvement.reviewAnswers },
    { provide: ReviewExportRepository, useValue: improvement.reviewExports },
    { provide: NoticeAnswers, useValue: improvement.notice },
  ];
}
