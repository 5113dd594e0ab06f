import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inspect } from './inspect.ts';

const repository = join(import.meta.dirname, '..', '..');
let copy = '';

/** The sources alone, with the repository's packages beside them: enough to follow every import. */
function copyRepository(): string {
  const target = mkdtempSync(join(tmpdir(), 'mingda-architecture-'));
  const patterns = ['{apps,libs}/*/{package.json,src/**/*}', 'migrations/{package.json,src/**/*}', 'tools/layers.json'];
  for (const file of globSync(patterns, { cwd: repository, exclude: (it) => it === 'node_modules' })) {
    cpSync(join(repository, file), join(target, file), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(target, 'node_modules'));
  return target;
}

function plant(file: string, source: string): void {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), source);
}

async function violations(): Promise<readonly string[]> {
  const { violations: found } = await inspect(copy);
  return found.filter((it) => it.includes('planted') || it.includes('libs/novel'));
}

beforeEach(() => {
  copy = copyRepository();
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

describe('the repository', () => {
  test('keeps its own rules', async () => {
    const { modules, violations: found } = await inspect(repository);
    expect(found).toEqual([]);
    expect(modules).toBeGreaterThan(100);
  });
});

describe('a planted violation is seen', () => {
  test.each([
    [
      'a higher tier',
      'libs/domain/src/planted.ts',
      `import { Database } from '@mingda/database'; export const x = Database;`,
      'tier-2',
    ],
    [
      'a sibling',
      'libs/queue/src/planted.ts',
      `import type { BlobStore } from '@mingda/files'; export type X = BlobStore;`,
      'tier-4',
    ],
    [
      'a path into a package',
      'libs/retrieval/src/planted.ts',
      `import { MingdaError } from '../../platform/src/mingda-error.ts'; export const x = MingdaError;`,
      'entry-libs/platform',
    ],
    ['the test package', 'apps/api/src/planted.ts', `export * from '@mingda/testing';`, 'tests-only'],
    [
      'the runtime of models outside its home',
      'libs/models/src/planted.ts',
      `import { InferenceSession } from 'onnxruntime-node'; export const x = InferenceSession;`,
      'home-onnxruntime-node',
    ],
    [
      'SQL outside the database package',
      'libs/retrieval/src/planted.ts',
      `import { DataSource } from 'typeorm'; export const x = DataSource;`,
      'home-typeorm',
    ],
    [
      'more than types of typeorm in the queue',
      'libs/queue/src/planted.ts',
      `import { EntityManager } from 'typeorm'; export const x = EntityManager;`,
      'home-typeorm-types',
    ],
    ['the driver in the queue', 'libs/queue/src/planted.ts', `import pg from 'pg'; export const x = pg;`, 'home-pg'],
    [
      'a schema in the portal',
      'apps/portal/src/planted.ts',
      `import { routes } from '@mingda/contracts'; export const x = routes;`,
      'portal-types',
    ],
    [
      'a library in the portal',
      'apps/portal/src/planted.ts',
      `import type { Config } from '@mingda/platform'; export type X = Config;`,
      'portal-contracts',
    ],
    ['an import that leads nowhere', 'libs/domain/src/planted.ts', `export * from './nothing.ts';`, 'no-missing'],
  ])('%s', async (_name, file, source, rule) => {
    plant(file, source);
    expect((await violations()).map((it) => it.split(':')[0])).toContainEqual(expect.stringContaining(rule));
  });

  test('a cycle inside a package', async () => {
    plant('libs/domain/src/planted-a.ts', `import { b } from './planted-b.ts'; export const a = (): unknown => b;`);
    plant('libs/domain/src/planted-b.ts', `import { a } from './planted-a.ts'; export const b = (): unknown => a;`);
    expect(await violations()).toContainEqual(expect.stringContaining('no-cycle'));
  });

  test('a cycle across packages', async () => {
    const entry = join('libs', 'contracts', 'src', 'index.ts');
    plant('libs/domain/src/index.ts', `import { planted } from '@mingda/contracts'; export const x = planted;`);
    plant(entry, `${readFileSync(join(copy, entry), 'utf8')}\nexport * from './planted.ts';\n`);
    plant(
      'libs/contracts/src/planted.ts',
      `import { x } from '@mingda/domain'; export const planted = (): unknown => x;`,
    );
    expect(await violations()).toContainEqual(expect.stringContaining('no-cycle'));
  });

  test('a folder without a tier', async () => {
    plant('libs/novel/package.json', JSON.stringify({ name: '@mingda/novel' }));
    expect(await violations()).toEqual(['libs/novel has no tier in tools/layers.json']);
  });
});

describe('what is allowed stays allowed', () => {
  test.each([
    [
      'a lower tier',
      'libs/retrieval/src/planted.ts',
      `import { MingdaError } from '@mingda/platform'; export const x = MingdaError;`,
    ],
    [
      'types of typeorm in the queue',
      'libs/queue/src/planted.ts',
      `import type { EntityManager } from 'typeorm'; export type X = EntityManager;`,
    ],
    [
      'types of the contracts in the portal',
      'apps/portal/src/planted.ts',
      `import type { Answer } from '@mingda/contracts'; export type X = Answer;`,
    ],
    ['the test package in a test', 'libs/retrieval/src/planted.db.test.ts', `export * from '@mingda/testing';`],
  ])('%s', async (_name, file, source) => {
    plant(file, source);
    expect(await violations()).toEqual([]);
  });
});
