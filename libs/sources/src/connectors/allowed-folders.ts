import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { MingdaError } from '@mingda/platform';

/** Whether a path is a folder or lies below it; both real, without links. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** The folders of this machine that the operator lets sources read. */
export class AllowedFolders {
  readonly #folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /**
   * The real path of a folder. Outside of what is allowed nothing is told about what exists.
   * @throws MingdaError `SOURCE_FORBIDDEN`, or `SOURCE_NOT_THERE` inside of what is allowed
   */
  async real(path: string): Promise<string> {
    if (this.#folders.length === 0) {
      throw forbidden(path, 'no folder of this machine is open to sources', 'set MINGDA_SOURCE_FOLDERS to it');
    }
    const real = await realpath(path).catch(() => undefined);
    for (const folder of this.#folders) {
      if (real !== undefined && isInside(real, await realpath(folder).catch(() => folder))) return real;
      if (real === undefined && isInside(path, folder)) {
        throw new MingdaError('SOURCE_NOT_THERE', { subject: path, detail: 'there is no such folder' });
      }
    }
    throw forbidden(path, 'it is outside of the folders that are open to sources', 'add it to MINGDA_SOURCE_FOLDERS');
  }
}

function forbidden(subject: string, detail: string, fix: string): MingdaError {
  return new MingdaError('SOURCE_FORBIDDEN', { subject, detail, fixes: [fix] });
}
