import { toApiError, type ApiError } from '../api/api-error.ts';
import type { ChosenFile } from './dropped-files.ts';

export type UploadState = 'waiting' | 'uploading' | 'accepted' | 'unchanged' | 'failed';

/** What became of a file; an archive becomes several documents, and files inside it may be left out. */
export interface Sent {
  readonly changed: boolean;
  readonly documents: number;
  readonly skipped: readonly {
    readonly sourceKey: string;
    readonly code: string;
    readonly en: string;
    readonly zh: string;
  }[];
}

export interface Upload extends ChosenFile {
  readonly id: number;
  readonly state: UploadState;
  /** Share of the file that has been sent, 0-1. */
  readonly progress: number;
  readonly error: ApiError | null;
  readonly sent: Sent | null;
}

export type Sender = (chosen: ChosenFile, onProgress: (share: number) => void) => Promise<Sent>;

interface UploadQueueOptions {
  readonly send: Sender;
  readonly onAccepted: () => void;
  readonly concurrency?: number;
}

/**
 * Sends files one request each, a few at a time, and keeps their state outside of the page, so that leaving the tab
 * does not stop an upload. One file per request gives each its own progress and its own cause of failure.
 */
export class UploadQueue {
  private uploads: readonly Upload[] = [];
  private running = 0;
  private lastId = 0;
  private readonly listeners = new Set<() => void>();
  private readonly options: UploadQueueOptions;

  constructor(options: UploadQueueOptions) {
    this.options = options;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): readonly Upload[] => this.uploads;

  add(files: readonly ChosenFile[]): void {
    const added = files.map((it): Upload => ({
      ...it,
      id: ++this.lastId,
      state: 'waiting',
      progress: 0,
      error: null,
      sent: null,
    }));
    this.replace([...this.uploads, ...added]);
    this.startWaiting();
  }

  retry(id: number): void {
    this.change(id, { state: 'waiting', progress: 0, error: null });
    this.startWaiting();
  }

  /** Forgets what has ended; what is under way stays. */
  clear(): void {
    this.replace(this.uploads.filter((it) => it.state === 'waiting' || it.state === 'uploading'));
  }

  private startWaiting(): void {
    while (this.running < (this.options.concurrency ?? 3)) {
      const next = this.uploads.find((it) => it.state === 'waiting');
      if (next === undefined) return;
      this.running += 1;
      this.change(next.id, { state: 'uploading' });
      void this.upload(next);
    }
  }

  private async upload(upload: Upload): Promise<void> {
    try {
      const sent = await this.options.send(upload, (progress) => this.change(upload.id, { progress }));
      this.change(upload.id, { state: sent.changed ? 'accepted' : 'unchanged', progress: 1, sent });
      this.options.onAccepted();
    } catch (error) {
      this.change(upload.id, { state: 'failed', error: toApiError(error) });
    } finally {
      this.running -= 1;
      this.startWaiting();
    }
  }

  private change(id: number, change: Partial<Upload>): void {
    this.replace(this.uploads.map((it) => (it.id === id ? { ...it, ...change } : it)));
  }

  private replace(uploads: readonly Upload[]): void {
    this.uploads = uploads;
    for (const listener of this.listeners) listener();
  }
}
