import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnnxEntry } from '../registry/model-entry.ts';
import type { FetchTask, ModelSource } from './model-source.ts';

/** Files that an operator has put into a folder: the way for machines without a network. */
export class FolderSource implements ModelSource {
  readonly name = 'folder';

  serves(entry: OnnxEntry): boolean {
    return entry.sources.folder !== undefined;
  }

  async fetch({ entry, target }: FetchTask): Promise<void> {
    const folder = entry.sources.folder;
    if (folder === undefined) return;
    await copyFile(join(folder.path, folder.model), target.model);
    await copyFile(join(folder.path, folder.tokenizer), target.tokenizer);
  }
}
