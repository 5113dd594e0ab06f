import { watch, type FSWatcher } from 'node:fs';
import type { SourceRepository } from '@mingda/database';
import type { Logger } from '@mingda/platform';
import type { AllowedFolders } from '../connectors/allowed-folders.ts';
import type { ControlRuns } from './control-runs.ts';

interface Dependencies {
  readonly sources: Pick<SourceRepository, 'watchedFolders'>;
  readonly controlRuns: Pick<ControlRuns, 'startForChange'>;
  readonly allowed: AllowedFolders;
  readonly logger: Logger;
}

interface Watched {
  readonly path: string;
  readonly watcher: FSWatcher;
}

const refreshMs = 15_000;
/** Changes come in flocks: a copied folder is read when it has come to rest. */
const settleMs = 2000;
/** A run that goes on may have passed the file already. */
const againMs = 5000;

/** Starts a run of a folder's source shortly after something in the folder changes. Network drives tell nothing. */
export class WatchFolders {
  readonly #dependencies: Dependencies;
  readonly #watched = new Map<string, Watched>();
  readonly #changed = new Map<string, NodeJS.Timeout>();
  #refresh: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** Watches what there is now and looks again for new folders now and then. */
  async start(): Promise<void> {
    try {
      await this.#adapt();
    } catch (error) {
      this.#dependencies.logger.warn({ err: error }, 'folders of sources cannot be watched');
    }
    if (!this.#closed) this.#refresh = setTimeout(() => void this.start(), refreshMs).unref();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#refresh);
    for (const timer of this.#changed.values()) clearTimeout(timer);
    for (const id of this.#watched.keys()) this.#leave(id);
  }

  async #adapt(): Promise<void> {
    const wanted = new Map((await this.#dependencies.sources.watchedFolders()).map(({ id, path }) => [id, path]));
    for (const [id, { path }] of this.#watched) if (wanted.get(id) !== path) this.#leave(id);
    for (const [id, path] of wanted) if (!this.#watched.has(id)) await this.#watch(id, path);
  }

  async #watch(id: string, path: string): Promise<void> {
    // A folder that is not allowed or not there says so in its runs.
    const real = await this.#dependencies.allowed.real(path).catch(() => undefined);
    if (real === undefined || this.#closed) return;
    const watcher = watch(real, { recursive: true, persistent: false }, () => this.#later(id, settleMs));
    watcher.on('error', (error) => {
      this.#dependencies.logger.warn({ err: error, source: id }, 'a folder cannot be watched any more');
      this.#leave(id);
    });
    this.#watched.set(id, { path, watcher });
  }

  #leave(id: string): void {
    this.#watched.get(id)?.watcher.close();
    this.#watched.delete(id);
  }

  #later(id: string, ms: number): void {
    clearTimeout(this.#changed.get(id));
    this.#changed.set(id, setTimeout(() => void this.#start(id), ms).unref());
  }

  async #start(id: string): Promise<void> {
    this.#changed.delete(id);
    try {
      if (!(await this.#dependencies.controlRuns.startForChange(id)) && !this.#closed) this.#later(id, againMs);
    } catch (error) {
      this.#dependencies.logger.warn({ err: error, source: id }, 'a changed folder could not be read again');
    }
  }
}
