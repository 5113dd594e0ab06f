import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspect } from './inspect.ts';

const repository = join(import.meta.dirname, '..', '..');
/** Looking through the whole repository takes seconds: what can be planted side by side is looked at once. */
const copies: string[] = [];
afterAll(() => copies.forEach((it) => rmSync(it, { recursive: true, force: true })));

/** The sources alone, with the repository's packages beside them: enough to follow every import. */
function copyRepository(): string {
  const target = mkdtempSync(join(tmpdir(), 'mingda-architecture-'));
  const patterns = ['{apps,libs}/*/{package.json,src/**/*}', 'migrations/{package.json,src/**/*}', 'tools/layers.json'];
  for (const file of globSync(patterns, { cwd: repository, exclude: (it) => it === 'node_modules' })) {
    cpSync(join(repository, file), join(target, file), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(target, 'node_modules'));
  copies.push(target);
  return target;
}

type Planted = Readonly<Record<string, string>>;

/** What is wrong with a copy in which these files were planted, as far as they have to do with it. */
async function violationsOf(planted: Planted | ((copy: string) => Planted)): Promise<readonly string[]> {
  const copy = copyRepository();
  for (const [file, source] of Object.entries(typeof planted === 'function' ? planted(copy) : planted)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), source);
  }
  const { violations } = await inspect(copy);
  return violations.filter((it) => it.includes('planted') || it.includes('libs/novel'));
}

describe('the repository', () => {
  test('keeps its own rules', async () => {
    const { modules, violations: found } = await inspect(repository);
    expect(found).toEqual([]);
    expect(modules).toBeGreaterThan(100);
  });
});

describe('a planted violation is seen', () => {
  const planted = [
    [
      'a higher tier',
      'libs/domain/src/planted-1.ts',
      `import { Database } from '@mingda/database'; export const x = Database;`,
      'tier-2',
    ],
    [
      'a sibling',
      'libs/queue/src/planted-2.ts',
      `import type { BlobStore } from '@mingda/files'; export type X = BlobStore;`,
      'tier-4',
    ],
    [
      'a path into a package',
      'libs/retrieval/src/planted-3.ts',
      `import { MingdaError } from '../../platform/src/mingda-error.ts'; export const x = MingdaError;`,
      'entry-libs/platform',
    ],
    ['the test package', 'apps/api/src/planted-4.ts', `export * from '@mingda/testing';`, 'tests-only'],
    [
      'the runtime of models outside its home',
      'libs/models/src/planted-5.ts',
      `import { InferenceSession } from 'onnxruntime-node'; export const x = InferenceSession;`,
      'home-onnxruntime-node',
    ],
    [
      'SQL outside the database package',
      'libs/retrieval/src/planted-6.ts',
      `import { DataSource } from 'typeorm'; export const x = DataSource;`,
      'home-typeorm',
    ],
    [
      'more than types of typeorm in the queue',
      'libs/queue/src/planted-7.ts',
      `import { EntityManager } from 'typeorm'; export const x = EntityManager;`,
      'home-typeorm-types',
    ],
    ['the driver in the queue', 'libs/queue/src/planted-8.ts', `import pg from 'pg'; export const x = pg;`, 'home-pg'],
    [
      'a schema in the portal',
      'apps/portal/src/planted-9.ts',
      `import { routes } from '@mingda/contracts'; export const x = routes;`,
      'portal-types',
    ],
    [
      'a library in the portal',
      'apps/portal/src/planted-10.ts',
      `import type { Config } from '@mingda/platform'; export type X = Config;`,
      'portal-contracts',
    ],
    ['an import that leads nowhere', 'libs/domain/src/planted-11.ts', `export * from './nothing.ts';`, 'no-missing'],
  ] as const;
  let found: readonly string[];
  beforeAll(async () => {
    found = await violationsOf(Object.fromEntries(planted.map(([, file, source]) => [file, source])));
  });

  test.each(planted)('%s', (_name, file, _source, rule) => {
    expect(found.filter((it) => it.includes(`: ${file} `)).map((it) => it.split(':')[0])).toContainEqual(
      expect.stringContaining(rule),
    );
  });

  test('a cycle inside a package', async () => {
    const cycle = {
      'libs/domain/src/planted-a.ts': `import { b } from './planted-b.ts'; export const a = (): unknown => b;`,
      'libs/domain/src/planted-b.ts': `import { a } from './planted-a.ts'; export const b = (): unknown => a;`,
    };
    expect(await violationsOf(cycle)).toContainEqual(expect.stringContaining('no-cycle'));
  });

  test('a cycle across packages', async () => {
    const entry = 'libs/contracts/src/index.ts';
    const cycle = (copy: string): Planted => ({
      'libs/domain/src/index.ts': `import { planted } from '@mingda/contracts'; export const x = planted;`,
      [entry]: `${readFileSync(join(copy, entry), 'utf8')}\nexport * from './planted.ts';\n`,
      'libs/contracts/src/planted.ts': `import { x } from '@mingda/domain'; export const planted = (): unknown => x;`,
    });
    expect(await violationsOf(cycle)).toContainEqual(expect.stringContaining('no-cycle'));
  });

  test('a folder without a tier', async () => {
    const folder = { 'libs/novel/package.json': JSON.stringify({ name: '@mingda/novel' }) };
    expect(await violationsOf(folder)).toEqual(['libs/novel has no tier in tools/layers.json']);
  });
});

describe('what is allowed stays allowed', () => {
  const planted = [
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
  ] as const;
  let found: readonly string[];
  beforeAll(async () => {
    found = await violationsOf(Object.fromEntries(planted.map(([, file, source]) => [file, source])));
  });

  test.each(planted)('%s', (_name, file) => {
    expect(found.filter((it) => it.includes(file))).toEqual([]);
  });
});
