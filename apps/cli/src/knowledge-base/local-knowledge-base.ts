import {
  defaultProfile,
  type AccessScope,
  type Answer,
  type Collection,
  type EvaluationReport,
  type Profile,
} from '@mingda/contracts';
import type { Engine } from '@mingda/engine';
import type { ComparedRun } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { startWorker, type RunningWorker } from '@mingda/worker';
import type {
  AcceptedFile,
  DocumentPage,
  GoldSetRun,
  KnowledgeBase,
  Question,
  RunWatch,
  SourceFile,
} from './knowledge-base.ts';

/** Works on an engine in this process, without a server. */
export class LocalKnowledgeBase implements KnowledgeBase {
  readonly indexKey: string;
  readonly #engine: Engine;
  readonly #scope: AccessScope;
  #worker: Promise<RunningWorker> | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#scope = { tenantId: engine.tenantId };
    this.indexKey = JSON.stringify(engine.embedder.languages);
  }

  collections(): Promise<readonly Collection[]> {
    return this.#engine.repositories.collections.list(this.#scope);
  }

  createCollection(name: string, profile: Profile = defaultProfile): Promise<Collection> {
    return this.#engine.repositories.collections.create(this.#scope, {
      name,
      description: '',
      profile,
    });
  }

  /** The first file starts the worker: nothing else in this process would read the queue. */
  async accept(collectionId: string, file: SourceFile): Promise<AcceptedFile> {
    this.#worker ??= startWorker(this.#engine);
    await this.#worker;
    return this.#engine.acceptUpload.execute(this.#scope, { collectionId, ...file });
  }

  documents(collectionId: string, page: Parameters<KnowledgeBase['documents']>[1]): Promise<DocumentPage> {
    return this.#engine.repositories.documents.list(this.#scope, collectionId, page);
  }

  ask(question: Question, signal?: AbortSignal): Promise<Answer> {
    return this.#engine.dialogue.converse.execute(this.#scope, question, { signal });
  }

  search(request: Parameters<KnowledgeBase['search']>[0]): ReturnType<KnowledgeBase['search']> {
    return this.#engine.retrieve.execute(this.#scope, request);
  }

  /** Repeated lines are looked after first: a sweep that came later would change the index under the run. */
  async evaluate({ collection, ...run }: GoldSetRun, { onProgress }: RunWatch): Promise<EvaluationReport> {
    await this.#engine.chunks.sweepRepeats.execute(collection.id);
    return this.#engine.runGoldSet.execute(
      this.#scope,
      { ...run, collectionId: collection.id, collectionName: collection.name },
      { onProgress: ({ fraction, stage }) => onProgress(fraction, stage) },
    );
  }

  async run(evaluationId: string): Promise<ComparedRun> {
    const { evaluations } = this.#engine.repositories;
    const evaluation = await evaluations.get(this.#scope, evaluationId);
    const report = await evaluations.report(this.#scope, evaluationId);
    if (evaluation === null || report === null)
      throw new MingdaError('EVALUATION_NOT_FOUND', { subject: evaluationId });
    return { report, configuration: evaluation.configuration };
  }

  async close(): Promise<void> {
    await (await this.#worker)?.close();
    await this.#engine.close();
  }
}
