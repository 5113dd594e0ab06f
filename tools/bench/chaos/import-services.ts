import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultProfile, type AccessScope } from '@mingda/contracts';
import {
  CollectionRepository,
  Database,
  DocumentRepository,
  ImportJobRepository,
  ImportRepository,
  TenantRepository,
} from '@mingda/database';
import { FolderBlobStore } from '@mingda/files';
import { AcceptDocument } from '@mingda/ingestion';
import { createLogger, loadConfig } from '@mingda/platform';
import { freePort } from '../../postgres/run-command.ts';
import { root } from '../../setup/process.ts';
import { SupervisedProcess } from './supervised-process.ts';

export interface ChaosFile {
  readonly sourceKey: string;
  readonly content: Uint8Array;
}

const logger = createLogger({ logLevel: 'silent' }, 'chaos');
const timeoutMs = 10_000;

/** Worker and inference as processes of their own on a fresh database of a server, with documents that wait. */
export class ImportServices {
  readonly worker: SupervisedProcess;
  readonly inference: SupervisedProcess;
  readonly database: Database;
  readonly #server: Database;
  readonly #name: string;
  readonly #dataDir: string;
  #scope: AccessScope = { tenantId: '' };
  #collectionId = '';

  private constructor(parts: {
    server: Database;
    database: Database;
    name: string;
    url: string;
    dataDir: string;
    port: number;
  }) {
    this.#server = parts.server;
    this.database = parts.database;
    this.#name = parts.name;
    this.#dataDir = parts.dataDir;
    const program = (app: string): string => join(root, 'apps', app, 'dist', 'main.js');
    this.inference = new SupervisedProcess(program('inference'), {
      MINGDA_DATA_DIR: parts.dataDir,
      MINGDA_HOST: '127.0.0.1',
      MINGDA_PORT: '0',
      MINGDA_INFERENCE_GRPC_PORT: String(parts.port),
      MINGDA_LOG_LEVEL: 'info',
    });
    this.worker = new SupervisedProcess(program('worker'), {
      MINGDA_DATA_DIR: parts.dataDir,
      MINGDA_DATABASE_URL: parts.url,
      MINGDA_INFERENCE_URL: `127.0.0.1:${parts.port}`,
      MINGDA_LOG_LEVEL: 'info',
    });
  }

  /** @param serverUrl a server on which a database may be created; it is dropped at the end */
  static async open(serverUrl: string): Promise<ImportServices> {
    const dataDir = await mkdtemp(join(tmpdir(), 'mingda-chaos-'));
    const server = await Database.open({ url: serverUrl, pool: 1, dataDir, logger });
    const name = `mingda_chaos_${randomBytes(6).toString('hex')}`;
    await server.dataSource.query(`create database ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    const database = await Database.open({ url: url.href, pool: 2, dataDir, logger });
    await database.migrate();
    const services = new ImportServices({ server, database, name, url: url.href, dataDir, port: await freePort() });
    await services.#createCollection();
    return services;
  }

  /** Hands the files in, as the interface does; they wait until the worker is started. */
  async accept(files: readonly ChaosFile[]): Promise<void> {
    const { database } = this;
    const acceptDocument = new AcceptDocument({
      database,
      collections: new CollectionRepository(database),
      documents: new DocumentRepository(database),
      blobs: new FolderBlobStore(join(this.#dataDir, 'blobs')),
      imports: new ImportJobRepository(database),
      limits: loadConfig({}).limits,
    });
    for (const { sourceKey, content } of files) {
      const fileName = sourceKey.slice(sourceKey.lastIndexOf('/') + 1);
      await acceptDocument.execute(this.#scope, { collectionId: this.#collectionId, sourceKey, fileName, content });
    }
  }

  /** Ends every connection to the database, whoever has it. @returns how many there were */
  async cutConnections(): Promise<number> {
    const rows = await this.#server.dataSource.query<unknown[]>(
      'select pg_terminate_backend(pid, $2) from pg_stat_activity where datname = $1',
      [this.#name, timeoutMs],
    );
    return rows.length;
  }

  /** Documents that are done, and those still to do; read again when the connection was cut. */
  async progress(): Promise<{ ready: number; left: number; failed: number }> {
    for (;;) {
      try {
        const [load] = await new ImportRepository(this.database).loads(this.#scope, 1, this.#collectionId);
        if (load === undefined) throw new Error('the collection is gone');
        const { ready, waiting, retrying, running, failed } = load;
        return { ready, left: waiting + retrying + running, failed };
      } catch (error) {
        if (!(error instanceof Error) || !/connection|terminat/i.test(error.message)) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.worker.stop(), this.inference.stop()]);
    await this.database.close();
    await this.#server.dataSource.query(`drop database ${this.#name} with (force)`);
    await this.#server.close();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #createCollection(): Promise<void> {
    this.#scope = { tenantId: await new TenantRepository(this.database).ensureDefault() };
    const { id } = await new CollectionRepository(this.database).create(this.#scope, {
      name: 'chaos',
      description: '',
      profile: defaultProfile,
    });
    this.#collectionId = id;
  }
}
