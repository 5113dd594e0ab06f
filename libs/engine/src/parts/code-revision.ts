import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Packages whose code decides what a question is answered with, and how that is scored. */
const packages = [
  'language',
  'domain',
  'files',
  'inference',
  'models',
  'database',
  'ingestion',
  'retrieval',
  'answering',
  'evaluation',
];

const self = fileURLToPath(import.meta.url);
let known: string | undefined;

/**
 * Digest of the code that runs: a number kept by hand would be forgotten on the day it matters. Sources and compiled
 * code of one state have different digests.
 */
export function codeRevision(): string {
  known ??= readRevision();
  return known;
}

function readRevision(): string {
  const extension = extname(self);
  const folder = extension === '.ts' ? 'src' : 'dist';
  const libraries = join(self, '..', '..', '..', '..');
  const hash = createHash('sha256');
  for (const name of packages) {
    const root = join(libraries, name, folder);
    const files = globSync(`**/*{${extension},.json}`, { cwd: root });
    for (const file of files.filter((it) => !it.includes('.test.')).toSorted()) {
      hash.update(`${name}/${file}\n`).update(readFileSync(join(root, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
