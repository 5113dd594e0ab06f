import { globSync, lstatSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from '../setup/process.ts';

/** Bytes of all files below a folder; links are not followed. */
function folderBytes(folder: string): number {
  let sum = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) sum += lstatSync(join(entry.parentPath, entry.name)).size;
    }
  } catch {
    return sum;
  }
  return sum;
}

export interface DiskUse {
  readonly packages: number;
  readonly build: number;
  readonly models: number;
  readonly data: number;
}

export function diskUse(dataDir: string): DiskUse {
  const built = globSync('{apps/*,libs/*,migrations}/dist', { cwd: root, exclude: ['**/node_modules/**'] });
  return {
    packages: folderBytes(join(root, 'node_modules')),
    build: built.reduce((sum, folder) => sum + folderBytes(join(root, folder)), 0),
    models: folderBytes(process.env['MINGDA_MODELS_DIR'] ?? join(homedir(), '.cache', 'mingda', 'models')),
    data: folderBytes(dataDir),
  };
}
