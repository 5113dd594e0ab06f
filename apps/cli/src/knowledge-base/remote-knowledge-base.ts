import { routes, type Answer, type Collection, type EvaluationReport, type Profile } from '@mingda/contracts';
import { BertScorer, RunGoldSet, type ComparedRun, type TokenModels } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import type { ApiClient } from './api-client.ts';
import type {
  AcceptedFile,
  DocumentPage,
  GoldSetRun,
  KnowledgeBase,
  Question,
  RunWatch,
  SourceFile,
} from './knowledge-base.ts';

/** The server's bound on passages of one search. */
const mostPassages = 50;

/** Works on a running server through its public interface. */
export class RemoteKnowledgeBase implements KnowledgeBase {
  /** A server does not tell its models; its address stands for them. */
  readonly indexKey: string;
  readonly #client: ApiClient;
  readonly #scoring: TokenModels;

  constructor(options: { url: string; client: ApiClient; scoring: TokenModels }) {
    this.indexKey = options.url;
    this.#client = options.client;
    this.#scoring = options.scoring;
  }

  async collections(): Promise<readonly Collection[]> {
    return (await this.#client.call(routes.listCollections)).items;
  }

  createCollection(name: string, profile?: Profile): Promise<Collection> {
    return this.#client.call(routes.createCollection, { body: { name, profile } });
  }

  async accept(collectionId: string, file: SourceFile): Promise<AcceptedFile> {
    const body = new FormData();
    body.set('sourceKey', file.sourceKey);
    if (file.title !== undefined) body.set('title', file.title);
    body.set('file', new Blob([new Uint8Array(file.content)]), file.fileName);
    const { items, skipped } = await this.#client.call(routes.uploadDocuments, { params: { collectionId }, body });
    if (items.length + skipped.length === 0)
      throw new MingdaError('INTERNAL', { detail: 'the server took the file without saying so' });
    return { accepted: items, skipped };
  }

  documents(collectionId: string, query: Parameters<KnowledgeBase['documents']>[1]): Promise<DocumentPage> {
    return this.#client.call(routes.listDocuments, { params: { collectionId }, query });
  }

  ask({ collectionId, question, conversationId, externalId, turns }: Question, signal?: AbortSignal): Promise<Answer> {
    if (turns !== undefined && turns.length > 0) {
      throw new MingdaError('INVALID_INPUT', {
        detail: 'earlier turns cannot be sent to a server',
        fixes: ['leave --url away to run questions with turns on this machine'],
      });
    }
    return this.#client.call(routes.ask, {
      params: { collectionId },
      body: { question, conversationId, externalId },
      signal,
    });
  }

  search({ collectionId, query, limit }: Parameters<KnowledgeBase['search']>[0]): ReturnType<KnowledgeBase['search']> {
    return this.#client.call(routes.search, {
      params: { collectionId },
      body: { query, limit: Math.min(limit, mostPassages) },
    });
  }

  /** The server answers, this machine scores; latency includes the network. */
  async evaluate({ collection, ...run }: GoldSetRun, { onProgress }: RunWatch): Promise<EvaluationReport> {
    const runner = new RunGoldSet({
      retrieve: (_, request) => this.search(request),
      answer: (_, request, signal) => this.ask(request, signal),
      collections: { get: (_, collectionId) => this.#client.call(routes.getCollection, { params: { collectionId } }) },
      scorer: new BertScorer({ models: this.#scoring }),
      models: [],
    });
    return runner.execute(
      // The server derives the scope from the token; this one is never read.
      { tenantId: 'remote' },
      { ...run, collectionId: collection.id, collectionName: collection.name },
      { onProgress: ({ fraction, stage }) => onProgress(fraction, stage) },
    );
  }

  async run(evaluationId: string): Promise<ComparedRun> {
    const params = { evaluationId };
    const { configuration } = await this.#client.call(routes.getEvaluation, { params });
    return { configuration, report: await this.#client.call(routes.getEvaluationReport, { params }) };
  }

  /** Nothing is held: connections end with their requests, scoring models with their scores. */
  async close(): Promise<void> {}
}
