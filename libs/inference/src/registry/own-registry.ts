import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCode, withFileLock } from '../store/folder-lock.ts';
import { registryFileSchema, type ModelEntry, type OnnxEntry } from './model-entry.ts';
import { ownRegistryFile } from './model-registry.ts';

/** Writes an entry into the model folder's own registry file, in place of one with the same key. */
export async function addOwnEntry(dir: string, entry: OnnxEntry): Promise<void> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, ownRegistryFile);
  await withFileLock(`${file}.lock`, async () => {
    const others = (await read(file)).filter(({ key }) => key !== entry.key);
    const temporary = `${file}.${process.pid}.tmp`;
    await writeFile(temporary, `${JSON.stringify({ models: [...others, entry] }, null, 2)}\n`);
    await rename(temporary, file);
  });
}

async function read(file: string): Promise<ModelEntry[]> {
  try {
    return registryFileSchema.parse(JSON.parse(await readFile(file, 'utf8'))).models;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}
