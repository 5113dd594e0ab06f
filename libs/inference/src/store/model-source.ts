import type { StoredEntry } from '../registry/model-entry.ts';
import type { StoredFiles } from './model-stamp.ts';

export const sourceNames = ['folder', 'hub', 'maven', 'pypi'] as const;
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
  readonly entry: StoredEntry;
  /** Where the files are to be written; the folder exists and is thrown away on failure. */
  readonly target: StoredFiles;
  readonly onProgress: (file: string, bytes: number, total: number | undefined) => void;
}

/** One way to get a model's files. It only fetches; the store checks what came. */
export interface ModelSource {
  readonly name: SourceName;
  /** False when the entry does not name this source. */
  serves(entry: StoredEntry): boolean;
  /** @throws Error whose message says, for an operator, why this source failed */
  fetch(task: FetchTask): Promise<void>;
}

/** Pairs of a file's name at a source and where it is to be written, the small file first. */
export function wantedFiles(
  names: { readonly model: string; readonly tokenizer?: string },
  target: StoredFiles,
): readonly { readonly name: string; readonly file: string }[] {
  const model = { name: names.model, file: target.model };
  if (names.tokenizer === undefined || target.tokenizer === undefined) return [model];
  return [{ name: names.tokenizer, file: target.tokenizer }, model];
}
