import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const unfinishedPrefix = 'postgres-new-';

/**
 * The PostgreSQL folder below `dataDir`, made when there is none; the caller holds the lock of `dataDir`.
 *
 * Making one takes 1.1 GB, of which a process keeps 200 MB for good: memory of WebAssembly never shrinks, and a thread that
 * ends leaves holes in the heap. So another process makes it, under another name: one that is killed on the way leaves
 * no half-made database behind.
 * @throws Error what that process said
 */
export async function ensureEmbeddedFolder(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'postgres');
  if (existsSync(join(folder, 'PG_VERSION'))) return folder;
  for (const left of globSync(`${unfinishedPrefix}*`, { cwd: dataDir }))
    rmSync(join(dataDir, left), { recursive: true });
  const made = mkdtempSync(join(dataDir, unfinishedPrefix));
  const script = new URL(`./embedded-folder.process${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  try {
    await run(process.execPath, [fileURLToPath(script), made]);
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    throw error;
  }
  return folder;
}
