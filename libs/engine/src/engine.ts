import { join } from 'node:path';
import { AccessControl } from '@mingda/access';
import { AnswerQuestion, ExtractiveAnswerer, LlmAnswerer, PassageTokenCache } from '@mingda/answering';
import {
  AnswerRepository,
  ApiKeyRepository,
  CollectionRepository,
  ConversationRepository,
  Database,
  DocumentRepository,
  EmbeddingModelRepository,
  EvaluationRepository,
  LexiconRepository,
  PassageSearchRepository,
  TenantRepository,
  VersionRepository,
} from '@mingda/database';
import { BertScorer, GoldSets, RunEvaluation, RunGoldSet, StartEvaluation } from '@mingda/evaluation';
import { DocumentParser, FolderBlobStore, type BlobStore } from '@mingda/files';
import { AcceptDocument, DeleteCollection, DeleteDocument, IngestDocument, RetryDocument } from '@mingda/ingestion';
import { createChatWriter, createEmbedder, type Embedder } from '@mingda/models';
import type { Config, Logger } from '@mingda/platform';
import { JobQueue } from '@mingda/queue';
import { Retrieve } from '@mingda/retrieval';
import { ScoringModels } from './scoring-models.ts';

export interface Repositories {
  readonly collections: CollectionRepository;
  readonly documents: DocumentRepository;
  readonly versions: VersionRepository;
  readonly search: PassageSearchRepository;
  readonly lexicon: LexiconRepository;
  readonly conversations: ConversationRepository;
  readonly answers: AnswerRepository;
  readonly evaluations: EvaluationRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly tenants: TenantRepository;
}

function openRepositories(database: Database): Repositories {
  return {
    collections: new CollectionRepository(database),
    documents: new DocumentRepository(database),
    versions: new VersionRepository(database),
    search: new PassageSearchRepository(database),
    lexicon: new LexiconRepository(database),
    conversations: new ConversationRepository(database),
    answers: new AnswerRepository(database),
    evaluations: new EvaluationRepository(database),
    apiKeys: new ApiKeyRepository(database),
    tenants: new TenantRepository(database),
  };
}

/**
 * Everything one process needs, opened from its configuration: the composition root that all apps share. Standalone,
 * services and offline commands differ only in which parts they start.
 */
export class Engine {
  readonly config: Config;
  readonly logger: Logger;
  readonly tenantId: string;
  readonly database: Database;
  readonly repositories: Repositories;
  readonly queue: JobQueue;
  readonly blobs: BlobStore;
  readonly parser: DocumentParser;
  readonly embedder: Embedder;
  readonly access: AccessControl;
  readonly acceptDocument: AcceptDocument;
  readonly ingestDocument: IngestDocument;
  readonly retryDocument: RetryDocument;
  readonly deleteDocument: DeleteDocument;
  readonly deleteCollection: DeleteCollection;
  readonly retrieve: Retrieve;
  readonly answerQuestion: AnswerQuestion;
  readonly goldSets: GoldSets;
  readonly startEvaluation: StartEvaluation;
  readonly runGoldSet: RunGoldSet;
  readonly runEvaluation: RunEvaluation;

  private constructor(parts: {
    config: Config;
    logger: Logger;
    tenantId: string;
    database: Database;
    embedder: Embedder;
  }) {
    const { config, logger, database, embedder } = parts;
    this.config = config;
    this.logger = logger;
    this.tenantId = parts.tenantId;
    this.database = database;
    this.embedder = embedder;
    this.repositories = openRepositories(database);
    const { collections, documents, versions, search, lexicon, conversations, answers, evaluations, apiKeys, tenants } =
      this.repositories;
    this.queue = new JobQueue(database, logger);
    this.blobs = new FolderBlobStore(join(config.dataDir, 'blobs'));
    this.parser = new DocumentParser({ limits: config.limits, threads: config.ingestConcurrency, logger });
    this.access = new AccessControl({ apiKeys, tenants, collections });
    this.acceptDocument = new AcceptDocument({
      database,
      collections,
      documents,
      blobs: this.blobs,
      queue: this.queue,
      limits: config.limits,
    });
    this.ingestDocument = new IngestDocument({ versions, blobs: this.blobs, parser: this.parser, embedder, logger });
    this.retryDocument = new RetryDocument({ database, documents, queue: this.queue });
    const removal = { database, documents, blobs: this.blobs };
    this.deleteDocument = new DeleteDocument(removal);
    this.deleteCollection = new DeleteCollection({ ...removal, collections });
    this.retrieve = new Retrieve({ collections, search, embedder });
    const writer = createChatWriter(config);
    this.answerQuestion = new AnswerQuestion({
      retrieve: this.retrieve,
      lexicon,
      conversations,
      answers,
      answerers: {
        extractive: new ExtractiveAnswerer(new PassageTokenCache(embedder)),
        llm: writer === undefined ? undefined : new LlmAnswerer(writer),
      },
    });
    this.goldSets = new GoldSets(config.goldSetsDir);
    this.startEvaluation = new StartEvaluation({
      database,
      collections,
      evaluations,
      queue: this.queue,
      goldSets: this.goldSets,
    });
    this.runGoldSet = new RunGoldSet({
      collections,
      retrieve: (scope, request) => this.retrieve.execute(scope, request),
      answer: (scope, request, signal) => this.answerQuestion.execute(scope, request, { signal }),
      scorer: new BertScorer({ models: new ScoringModels(config) }),
      models: [...new Set(Object.values(embedder.languages))],
    });
    this.runEvaluation = new RunEvaluation({
      evaluations,
      runGoldSet: this.runGoldSet,
      goldSets: this.goldSets,
    });
  }

  /**
   * Opens the database (and brings its schema up to date), the models and the queue. Jobs run only after a worker registers its handlers.
   * @throws MingdaError `DATA_DIRECTORY_LOCKED`, `DATABASE_UNAVAILABLE`, `MODEL_UNAVAILABLE`
   */
  static async open(config: Config, logger: Logger): Promise<Engine> {
    const { url, pool } = config.database;
    const database = await Database.open({ url, pool, dataDir: config.dataDir, logger });
    try {
      const applied = await database.migrate();
      if (applied.length > 0) logger.info({ applied }, 'database schema brought up to date');
      const tenantId = await new TenantRepository(database).ensureDefault();
      const embedder = await createEmbedder(config, logger);
      await embedder.ready();
      const models = new EmbeddingModelRepository(database);
      for (const key of new Set(Object.values(embedder.languages))) await models.ensureModel(key, embedder.dims(key));
      const engine = new Engine({ config, logger, tenantId, database, embedder });
      await engine.queue.start();
      return engine;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /**
   * Queues again whatever an earlier process left unfinished: the rows say what is to be done, a lost job loses
   * nothing, and a job that still waits is not doubled.
   */
  async requeueUnfinished(): Promise<void> {
    const { versions, evaluations } = this.repositories;
    for (const versionId of await versions.unfinished()) {
      await this.queue.send('ingest-document', { versionId }, { key: versionId });
    }
    for (const evaluationId of await evaluations.unfinished()) {
      await this.queue.send('run-evaluation', { evaluationId }, { key: evaluationId });
    }
  }

  /** Lets running jobs finish for a bounded time, then closes what was opened, the database last. */
  async close(): Promise<void> {
    await this.queue.stop();
    await this.parser.close();
    await this.embedder.close();
    await this.database.close();
  }
}
