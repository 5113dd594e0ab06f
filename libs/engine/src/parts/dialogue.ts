import { CondenseQuestion, Converse, IntentRouter, type AnswerQuestion } from '@mingda/answering';
import {
  FaqMatchRepository,
  IntentRepository,
  type AnswerRepository,
  type CollectionRepository,
  type ConversationRepository,
  type Database,
} from '@mingda/database';
import { SaveIntents, type NoticeAnswers } from '@mingda/improvement';
import type { ChatWriter, Embedder } from '@mingda/models';
import type { QuestionTargets } from '@mingda/retrieval';

export interface DialogueParts {
  readonly converse: Converse;
  readonly intentRouter: IntentRouter;
  readonly saveIntents: SaveIntents;
}

/** What recognises intents; asked by the answering path, and told of every save. */
export function intentParts(parts: {
  database: Database;
  collections: CollectionRepository;
  embedder: Embedder;
}): Pick<DialogueParts, 'intentRouter' | 'saveIntents'> {
  const { database, collections, embedder } = parts;
  const intents = new IntentRepository(database);
  const intentRouter = new IntentRouter({ intents, faq: new FaqMatchRepository(database) });
  const onSaved = (collectionId: string): void => intentRouter.forget(collectionId);
  return { intentRouter, saveIntents: new SaveIntents({ collections, intents, embedder, onSaved }) };
}

/** The conversation around the one answering path. */
export function openConverse(parts: {
  targets: QuestionTargets;
  conversations: ConversationRepository;
  answers: AnswerRepository;
  answerQuestion: AnswerQuestion;
  writer: ChatWriter | undefined;
  notice: NoticeAnswers;
}): Converse {
  const { writer, notice, ...given } = parts;
  const condense = writer === undefined ? undefined : new CondenseQuestion(writer);
  return new Converse({ ...given, condense, onLogged: notice.answered });
}
