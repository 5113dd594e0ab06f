import type { OnnxEntry } from '../registry/model-entry.ts';
import type { ModelFiles } from './model-stamp.ts';

export const sourceNames = ['folder', 'hub', 'maven'] as const;
export type SourceName = (typeof sourceNames)[number];

export interface DownloadProgress {
  readonly key: string;
  readonly source: SourceName;
  readonly file: string;
  readonly bytes: number;
  /** Undefined when the source does not tell. */
  readonly total: number | undefined;
}

export interface FetchTask {
  readonly entry: OnnxEntry;
  /** Where the two files are to be written; the folder exists and is thrown away on failure. */
  readonly target: ModelFiles;
  readonly onProgress: (file: string, bytes: number, total: number | undefined) => void;
}

/** One way to get a model's files. It only fetches; the store checks what came. */
export interface ModelSource {
  readonly name: SourceName;
  /** False when the entry does not name this source. */
  serves(entry: OnnxEntry): boolean;
  /** @throws Error whose message says, for an operator, why this source failed */
  fetch(task: FetchTask): Promise<void>;
}
