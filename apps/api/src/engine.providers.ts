import type { Provider } from '@nestjs/common';
import { AccessControl } from '@mingda/access';
import { AnswerQuestion } from '@mingda/answering';
import {
  AnswerRepository,
  CollectionRepository,
  Database,
  DocumentRepository,
  EvaluationRepository,
} from '@mingda/database';
import type { Engine } from '@mingda/engine';
import { GoldSets, StartEvaluation } from '@mingda/evaluation';
import { AcceptDocument, DeleteCollection, DeleteDocument, RetryDocument } from '@mingda/ingestion';
import { Retrieve } from '@mingda/retrieval';
import { LOGGER } from './http/nest-logger.ts';

export const CONFIG = Symbol('config');
export const BLOBS = Symbol('blobs');
export const EMBEDDER = Symbol('embedder');

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
    { provide: AcceptDocument, useValue: engine.acceptDocument },
    { provide: RetryDocument, useValue: engine.retryDocument },
    { provide: DeleteDocument, useValue: engine.deleteDocument },
    { provide: DeleteCollection, useValue: engine.deleteCollection },
    { provide: Retrieve, useValue: engine.retrieve },
    { provide: AnswerQuestion, useValue: engine.answerQuestion },
    { provide: GoldSets, useValue: engine.goldSets },
    { provide: StartEvaluation, useValue: engine.startEvaluation },
  ];
}
