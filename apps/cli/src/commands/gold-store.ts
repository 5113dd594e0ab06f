import { routes, type GoldImportReport, type GoldSetSummary } from '@mingda/contracts';
import { ScoringModels, type Engine } from '@mingda/engine';
import { exportGoldSet, type GoldExport, type QuestionFile } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { openEngine, type CommandContext, type CommonOptions } from '../command-context.ts';
import { ApiClient } from '../knowledge-base/api-client.ts';
import type { KnowledgeBase } from '../knowledge-base/knowledge-base.ts';
import { LocalKnowledgeBase } from '../knowledge-base/local-knowledge-base.ts';
import { RemoteKnowledgeBase } from '../knowledge-base/remote-knowledge-base.ts';

/** Stored gold sets, of the data folder of this machine or of a running server. */
export interface GoldStore {
  list(): Promise<readonly GoldSetSummary[]>;
  /** Makes the set when there is none of this name, and links it when a collection is given. */
  ensure(name: string, about: { readonly title: string; readonly collectionId?: string | undefined }): Promise<void>;
  import(name: string, file: QuestionFile, state: 'candidate' | 'accepted'): Promise<GoldImportReport>;
  export(name: string, choice: GoldExport): Promise<string>;
}

/** Opens what `--url` or the data folder names, hands it to the work and closes it whatever happens. */
export async function withGoldStore<T>(
  context: CommandContext,
  { url, token }: CommonOptions,
  work: (store: GoldStore, base: KnowledgeBase) => Promise<T>,
): Promise<T> {
  if (url !== undefined) {
    const client = new ApiClient({ url, token });
    const base = new RemoteKnowledgeBase({ url, client, scoring: new ScoringModels(context.config) });
    return work(new RemoteGoldStore(client), base);
  }
  const engine = await openEngine(context);
  const base = new LocalKnowledgeBase(engine);
  try {
    return await work(new LocalGoldStore(engine), base);
  } finally {
    await base.close();
  }
}

class LocalGoldStore implements GoldStore {
  readonly #engine: Engine;
  readonly #scope: { readonly tenantId: string };

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#scope = { tenantId: engine.tenantId };
  }

  list(): Promise<readonly GoldSetSummary[]> {
    return this.#engine.goldSets.list(this.#scope);
  }

  async ensure(name: string, { title, collectionId }: Parameters<GoldStore['ensure']>[1]): Promise<void> {
    const { store, manageSets } = this.#engine.gold;
    const found = await store.sets.get(this.#scope, name);
    if (found === null) {
      await manageSets.create(this.#scope, { name, title, description: '', collectionId: collectionId ?? null });
    } else if (collectionId !== undefined && found.collectionId !== collectionId) {
      await manageSets.change(this.#scope, name, { ...found, collectionId });
    }
  }

  import(name: string, file: QuestionFile, state: 'candidate' | 'accepted'): Promise<GoldImportReport> {
    return this.#engine.gold.importItems.store(this.#scope, name, { file, state });
  }

  export(name: string, choice: GoldExport): Promise<string> {
    return exportGoldSet(this.#engine.gold.store, this.#scope, { name, ...choice });
  }
}

class RemoteGoldStore implements GoldStore {
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  async list(): Promise<readonly GoldSetSummary[]> {
    return (await this.#client.call(routes.listGoldSets)).items;
  }

  async ensure(name: string, { title, collectionId }: Parameters<GoldStore['ensure']>[1]): Promise<void> {
    const params = { goldSet: name };
    const found = await this.#client.call(routes.getGoldSet, { params }).catch((error: unknown) => {
      if (error instanceof MingdaError && error.code === 'GOLD_SET_NOT_FOUND') return undefined;
      throw error;
    });
    if (found === undefined) {
      await this.#client.call(routes.createGoldSet, { body: { name, title, collectionId: collectionId ?? null } });
    } else if (collectionId !== undefined && found.collectionId !== collectionId) {
      const { title: kept, description } = found;
      await this.#client.call(routes.changeGoldSet, { params, body: { title: kept, description, collectionId } });
    }
  }

  /** The file was read here; what goes over is its good rows. */
  async import(name: string, file: QuestionFile, state: 'candidate' | 'accepted'): Promise<GoldImportReport> {
    const lines = file.rows.map(({ key, content, split }) => `${JSON.stringify({ id: key, ...content, split })}\n`);
    const body = new FormData();
    body.set('format', 'jsonl');
    body.set('state', state);
    body.set('file', new Blob(lines), 'questions.jsonl');
    const report = await this.#client.call(routes.importGoldItems, { params: { goldSet: name }, body });
    const { format, refused } = file;
    return { ...report, format, refused: [...refused], refusedCount: refused.length };
  }

  async export(name: string, { format, version }: GoldExport): Promise<string> {
    const query = { format, ...(version === undefined ? {} : { version }) };
    const stream = await this.#client.stream(routes.exportGoldItems, { params: { goldSet: name }, query });
    return new Response(stream).text();
  }
}
