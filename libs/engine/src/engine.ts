import { AccessControl } from '@mingda/access';
import { AnswerQuestion, ExplainAnswer, ExtractiveAnswerer, LlmAnswerer, PassageTokenCache } from '@mingda/answering';
import {
  AnswerRepository,
  ApiKeyRepository,
  ChunkEditRepository,
  CollectionRepository,
  ConversationRepository,
  Database,
  DocumentMetadataRepository,
  DocumentRepository,
  EmbeddingModelRepository,
  EvaluationRepository,
  GateRepository,
  ImportJobRepository,
  IndexStateRepository,
  LexiconRepository,
  OutcomeRepository,
  PassageSearchRepository,
  ProfileRepository,
  ShadowRepository,
  TenantRepository,
  TokenVectorRepository,
  VersionRepository,
} from '@mingda/database';
import {
  BertScorer,
  GoldSets,
  RunGoldSet,
  type GateInspector,
  type MeasureQuestionCoverage,
  type ProfileGate,
  type RunEvaluation,
  type StartEvaluation,
} from '@mingda/evaluation';
import { openBlobStore, type BlobStore, type DocumentParser } from '@mingda/files';
import {
  AcceptDocument,
  AcceptUpload,
  DeleteCollection,
  DeleteDocument,
  IngestDocument,
  RetryDocument,
  UnlockDocument,
  type ReindexCollection,
} from '@mingda/ingestion';
import { createChatWriter, openModels, type ChatWriter, type CrossEncoder, type Embedder } from '@mingda/models';
import type { Config, Logger } from '@mingda/platform';
import { JobQueue } from '@mingda/queue';
import { createReporting, type Reporting } from '@mingda/reporting';
import { QuestionTargets, Retrieve } from '@mingda/retrieval';
import { createSources, type SourceParts } from '@mingda/sources';
import { answerChecks } from './parts/answer-checks.ts';
import { chunkParts, type ChunkParts } from './parts/chunks.ts';
import { importParts, type ImportParts } from './parts/imports.ts';
import { lexiconParts, type LexiconParts } from './parts/lexicon.ts';
import { intentParts, openConverse, type DialogueParts } from './parts/dialogue.ts';
import { openParser } from './parts/parser.ts';
import { openPasswords } from './parts/passwords.ts';
import { openQuality } from './parts/quality.ts';
import { questionCoverage } from './parts/question-coverage.ts';
import { goldParts, type GoldParts } from './parts/gold-sets.ts';
import { improvementParts, type ImprovementParts } from './parts/improvement.ts';
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
  readonly profiles: ProfileRepository;
  readonly shadows: ShadowRepository;
  readonly indexes: IndexStateRepository;
  readonly imports: ImportJobRepository;
  readonly outcomes: OutcomeRepository;
  readonly gates: GateRepository;
  readonly tokenVectors: TokenVectorRepository;
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
    profiles: new ProfileRepository(database),
    shadows: new ShadowRepository(database),
    indexes: new IndexStateRepository(database),
    imports: new ImportJobRepository(database),
    outcomes: new OutcomeRepository(database),
    gates: new GateRepository(database),
    tokenVectors: new TokenVectorRepository(database),
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
  readonly acceptUpload: AcceptUpload;
  readonly ingestDocument: IngestDocument;
  readonly retryDocument: RetryDocument;
  readonly unlockDocument: UnlockDocument;
  readonly chunks: ChunkParts;
  readonly importing: ImportParts;
  readonly deleteDocument: DeleteDocument;
  readonly deleteCollection: DeleteCollection;
  readonly sources: SourceParts;
  readonly retrieve: Retrieve;
  readonly dialogue: DialogueParts;
  readonly explainAnswer: ExplainAnswer;
  readonly lexicon: LexiconParts;
  readonly improvement: ImprovementParts;
  readonly gold: GoldParts;
  readonly goldSets: GoldSets;
  readonly questionCoverage: MeasureQuestionCoverage;
  readonly runGoldSet: RunGoldSet;
  readonly startEvaluation: StartEvaluation;
  readonly runEvaluation: RunEvaluation;
  readonly gateInspector: GateInspector;
  readonly profileGate: ProfileGate;
  readonly reindexCollection: ReindexCollection;
  readonly reporting: Reporting;
  readonly #crossEncoder: CrossEncoder | undefined;
  readonly #writer: ChatWriter | undefined;

  private constructor(parts: {
    config: Config;
    logger: Logger;
    tenantId: string;
    database: Database;
    embedder: Embedder;
    crossEncoder: CrossEncoder | undefined;
    writer: ChatWriter | undefined;
  }) {
    const { config, logger, database, embedder, crossEncoder, writer } = parts;
    this.config = config;
    this.logger = logger;
    this.tenantId = parts.tenantId;
    this.database = database;
    this.embedder = embedder;
    this.#crossEncoder = crossEncoder;
    this.#writer = writer;
    this.repositories = openRepositories(database);
    const { collections, documents, versions, search, lexicon, conversations, answers, apiKeys, tenants, imports } =
      this.repositories;
    this.queue = new JobQueue(database, logger);
    this.blobs = openBlobStore(config);
    this.parser = openParser(config, logger);
    this.lexicon = lexiconParts(this);
    this.access = new AccessControl({ apiKeys, tenants, collections });
    this.acceptDocument = new AcceptDocument({
      database,
      collections,
      documents,
      blobs: this.blobs,
      imports,
      limits: config.limits,
      hasConverter: config.converter !== undefined,
    });
    this.acceptUpload = new AcceptUpload({
      acceptDocument: this.acceptDocument,
      writeMetadata: this.lexicon.writeMetadata,
      limits: config.limits,
    });
    this.retryDocument = new RetryDocument({ database, documents, imports });
    const passwords = openPasswords(database, config);
    this.unlockDocument = new UnlockDocument({ ...this, database, documents, passwords });
    const chunkEdits = new ChunkEditRepository(database);
    this.chunks = chunkParts({ ...this, lexicons: this.lexicon.lexicons, chunkEdits, collections, documents });
    this.ingestDocument = new IngestDocument({
      versions,
      chunkEdits,
      sweepRepeats: this.chunks.sweepRepeats,
      blobs: this.blobs,
      parser: this.parser,
      passwords,
      lexicons: this.lexicon.lexicons,
      analyseCollection: this.lexicon.analyseCollection,
      embedder,
      logger,
    });
    this.importing = importParts({ ...this, documents, jobs: imports });
    const removal = { database, documents, blobs: this.blobs };
    this.deleteDocument = new DeleteDocument({ ...removal, passwords, queue: this.queue });
    this.deleteCollection = new DeleteCollection({ ...removal, collections });
    this.sources = createSources({ ...this, collections });
    const targets = new QuestionTargets({ ...this.repositories, embedder });
    this.retrieve = new Retrieve({ targets, search, lexicon, ...this.lexicon, embedder, crossEncoder });
    const llm =
      writer === undefined ? undefined : new LlmAnswerer({ writer, embedder, steps: config.chat?.steps ?? false });
    const intents = intentParts({ ...this, collections });
    this.improvement = improvementParts({
      ...this,
      ...intents,
      collections,
      converse: () => this.dialogue.converse,
    });
    const answerQuestion = new AnswerQuestion({
      approved: this.improvement.approved,
      intents: intents.intentRouter,
      retrieve: this.retrieve,
      dates: new DocumentMetadataRepository(database),
      answerers: {
        extractive: new ExtractiveAnswerer(new PassageTokenCache({ ...this.repositories, embedder })),
        llm,
      },
    });
    const { notice } = this.improvement;
    const converse = openConverse({ targets, conversations, answers, answerQuestion, writer, notice });
    this.dialogue = { ...intents, converse };
    this.explainAnswer = new ExplainAnswer({ ...this.repositories, converse });
    this.gold = goldParts({ config, database, queue: this.queue, embedder, writer, answers });
    this.goldSets = this.gold.goldSets;
    this.questionCoverage = questionCoverage({ database, collections, goldSets: this.goldSets, embedder });
    this.runGoldSet = new RunGoldSet({
      collections,
      retrieve: (scope, request) => this.retrieve.execute(scope, request),
      answer: (scope, request, signal) => converse.execute(scope, request, { signal }),
      scorer: new BertScorer({ models: new ScoringModels(config) }),
      models: [...new Set(Object.values(embedder.languages))],
      ...answerChecks(config, writer),
    });
    const quality = openQuality({ ...this, targets, crossEncoder, passwords, writer: llm?.name });
    this.startEvaluation = quality.startEvaluation;
    this.runEvaluation = quality.runEvaluation;
    this.gateInspector = quality.gateInspector;
    this.profileGate = quality.profileGate;
    this.reindexCollection = quality.reindexCollection;
    this.reporting = createReporting({ ...this, evaluations: this.repositories.evaluations });
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
      const { embedder, crossEncoder } = await openModels(config, logger);
      await Promise.all([embedder.ready(), crossEncoder?.ready()]);
      const models = new EmbeddingModelRepository(database);
      for (const key of new Set(Object.values(embedder.languages))) await models.ensureModel(key, embedder.dims(key));
      const writer = await createChatWriter(config, logger);
      await writer?.ready();
      const engine = new Engine({ config, logger, tenantId, database, embedder, crossEncoder, writer });
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
    const { evaluations } = this.repositories;
    await this.improvement.requeue();
    await this.lexicon.requeue();
    await this.chunks.sweepRepeats.requeue();
    for (const proposalId of await this.gold.proposals.unfinished()) {
      await this.queue.send('propose-gold-items', { proposalId }, { key: proposalId });
    }
    for (const evaluationId of await evaluations.unfinished()) {
      await this.queue.send('run-evaluation', { evaluationId }, { key: evaluationId });
    }
    await this.reporting.resumeReports.execute();
    await this.sources.resumeSources.execute();
  }

  /** Lets running jobs finish for a bounded time, then closes what was opened, the database last. */
  async close(): Promise<void> {
    this.improvement.notice.close();
    this.sources.watchFolders.close();
    await this.importing.worker.stop();
    await this.queue.stop();
    await this.parser.close();
    await this.embedder.close();
    await this.#crossEncoder?.close();
    await this.#writer?.close();
    await this.database.close();
  }
}
