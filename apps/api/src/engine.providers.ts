import type { Provider } from '@nestjs/common';
import { AccessControl } from '@mingda/access';
import { AnswerQuestion } from '@mingda/answering';
import {
  AnswerRepository,
  CollectionRepository,
  Database,
  DocumentRepository,
  EvaluationRepository,
  FaqRepository,
  GapRepository,
  GapTaskRepository,
  GateRepository,
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
import { AcceptUpload, DeleteCollection, DeleteDocument, RetryDocument } from '@mingda/ingestion';
import { FixGap, ImportFaq, MeasureGap, NoticeAnswers, ReviewAnswers, WriteFaq } from '@mingda/improvement';
import { MakeReport, ManageChannels, ManageSchedules } from '@mingda/reporting';
import { Retrieve } from '@mingda/retrieval';
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
    { provide: DeleteDocument, useValue: engine.deleteDocument },
    { provide: DeleteCollection, useValue: engine.deleteCollection },
    { provide: Retrieve, useValue: engine.retrieve },
    { provide: AnswerQuestion, useValue: engine.answerQuestion },
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
    { provide: ManageSchedules, useValue: engine.reporting.manageSchedules },
    { provide: ManageChannels, useValue: engine.reporting.manageChannels },
    { provide: MakeReport, useValue: engine.reporting.makeReport },
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
