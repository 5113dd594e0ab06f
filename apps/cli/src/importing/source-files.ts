import { supportedExtensions } from '@mingda/files';
import { MingdaError } from '@mingda/platform';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve, sep } from 'node:path';

export interface FoundFile {
  /** Path below the given folder with forward slashes; a file given by itself has its name. */
  readonly sourceKey: string;
  readonly path: string;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** Files of no supported type, links and hidden files. */
  readonly skipped: readonly { readonly sourceKey: string; readonly reason: string }[];
}

/** Extensions are listed with or without their dot. */
const supported = new Set(
  [...supportedExtensions, 'zip'].map((extension) => `.${extension.replace(/^\./, '').toLowerCase()}`),
);

/**
 * Walks files and folders given on the command line, in the order of their keys.
 * @throws MingdaError `NOT_FOUND` for a path that does not exist, `INVALID_INPUT` when two files get the same key
 */
export async function findSourceFiles(paths: readonly string[]): Promise<FoundFiles> {
  const files: FoundFile[] = [];
  const skipped: { sourceKey: string; reason: string }[] = [];
  for (const path of paths.map((it) => resolve(it))) {
    const state = await stat(path).catch(() => undefined);
    if (state === undefined) throw new MingdaError('NOT_FOUND', { subject: path, fixes: ['check the path'] });
    if (state.isFile()) {
      files.push({ sourceKey: basename(path), path });
      continue;
    }
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
      const full = join(entry.parentPath, entry.name);
      const sourceKey = relative(path, full).split(sep).join('/').normalize('NFC');
      if (entry.isDirectory()) continue;
      const reason = reasonToSkip(sourceKey, entry.isFile());
      if (reason === undefined) files.push({ sourceKey, path: full });
      else skipped.push({ sourceKey, reason });
    }
  }
  refuseDoubles(files);
  const byKey = (a: { sourceKey: string }, b: { sourceKey: string }): number => (a.sourceKey < b.sourceKey ? -1 : 1);
  return { files: files.toSorted(byKey), skipped: skipped.toSorted(byKey) };
}

function reasonToSkip(sourceKey: string, isFile: boolean): string | undefined {
  if (!isFile) return 'not a plain file';
  if (sourceKey.split('/').some((part) => part.startsWith('.'))) return 'hidden';
  return supported.has(extname(sourceKey).toLowerCase()) ? undefined : 'type not supported';
}

function refuseDoubles(files: readonly FoundFile[]): void {
  const known = new Map<string, string>();
  for (const { sourceKey, path } of files) {
    const other = known.get(sourceKey);
    if (other !== undefined) {
      throw new MingdaError('INVALID_INPUT', {
        subject: sourceKey,
        detail: `${other} and ${path} would become the same document`,
        fixes: ['import a folder that holds both', 'import them into different collections'],
      });
    }
    known.set(sourceKey, path);
  }
}
