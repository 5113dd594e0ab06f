import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredEntry } from '../registry/model-entry.ts';
import { wantedFiles, type FetchTask, type ModelSource } from './model-source.ts';

/** Files that an operator has put into a folder: the way for machines without a network. */
export class FolderSource implements ModelSource {
  readonly name = 'folder';

  serves(entry: StoredEntry): boolean {
    return entry.sources.folder !== undefined;
  }

  async fetch({ entry, target }: FetchTask): Promise<void> {
    const folder = entry.sources.folder;
    if (folder === undefined) return;
    for (const { name, file } of wantedFiles(folder, target)) await copyFile(join(folder.path, name), file);
  }
}
