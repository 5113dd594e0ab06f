import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = join(import.meta.dirname, '..', '..');
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'mingda-lint-'));
  for (const file of ['.oxlintrc.json', '.gitignore', 'tsconfig.base.json', 'package.json', 'tools/lint']) {
    cpSync(join(repository, file), join(copy, file), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Rules that a file would break, by their names as oxlint prints them. */
async function lint(file: string, source: string): Promise<string[]> {
  const path = join(copy, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(join(dirname(path), 'tsconfig.json'), JSON.stringify({ extends: join(copy, 'tsconfig.base.json') }));
  writeFileSync(path, source);
  const program = join(repository, 'node_modules', '.bin', 'oxlint');
  const output = await new Promise<string>((resolve) => {
    execFile(program, ['--format=json', '--disable-nested-config', file], { cwd: copy }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  rmSync(path);
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string }[] };
  return diagnostics.map((it) => it.code);
}

const service = `function Injectable(): ClassDecorator { return () => undefined; }`;

test.each([
  ['any', 'libs/domain/src/planted.ts', `export const f = (it: any): unknown => it;`, 'typescript(no-explicit-any)'],
  [
    'a promise nobody waits for',
    'libs/domain/src/planted.ts',
    `async function f(): Promise<void> {}\nexport function g(): void { f(); }`,
    'typescript(no-floating-promises)',
  ],
  ['a default export', 'libs/domain/src/planted.ts', `export default 1;`, 'import(no-default-export)'],
  ['the environment', 'libs/domain/src/planted.ts', `export const it = process.env['HOME'];`, 'node(no-process-env)'],
  ['a file name in capitals', 'libs/domain/src/PlantedFile.ts', `export const it = 1;`, 'unicorn(filename-case)'],
  [
    'a long file',
    'libs/domain/src/planted.ts',
    `export const it = 1;\n${'// line\n'.repeat(401)}`,
    'eslint(max-lines)',
  ],
  [
    'four parameters',
    'libs/domain/src/planted.ts',
    `export function f(a: number, b: number, c: number, d: number): number { return a + b + c + d; }`,
    'mingda(parameters)',
  ],
  [
    'an erased injected class',
    'apps/api/src/planted.ts',
    `import type { URL } from 'node:url';\n${service}\n@Injectable()\nexport class Planted { constructor(readonly it: URL) {} }`,
    'mingda(injected-value-imports)',
  ],
])('%s is refused', async (_name, file, source, rule) => {
  expect(await lint(file, source)).toContain(rule);
});

test.each([
  ['the environment in the platform package', 'libs/platform/src/planted.ts', `export const it = process.env['HOME'];`],
  [
    'an injected class imported as a value',
    'apps/api/src/planted.ts',
    `import { URL } from 'node:url';\n${service}\n@Injectable()\nexport class Planted { constructor(readonly it: URL) {} }`,
  ],
  [
    'five injected parts',
    'apps/api/src/planted.ts',
    `export class Planted { constructor(readonly a: URL, readonly b: URL, readonly c: URL, readonly d: URL, readonly e: URL) {} }`,
  ],
])('%s is fine', async (_name, file, source) => {
  expect(await lint(file, source)).toEqual([]);
});
