import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;

/**
 * Tests run on the sources: `@mingda/x` is the package's `src/index.ts`, so that a class has one identity whether a test
 * reaches it by a relative path or through its package. What ships (`dist`) is run by the end-to-end tests.
 */
const sources = Object.fromEntries(
  globSync('{apps/*,libs/*,migrations}/package.json', { cwd: root }).map((file) => {
    const { name } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { name: string };
    return [name, join(root, dirname(file), 'src', 'index.ts')];
  }),
);

interface ProjectOptions {
  readonly name: string;
  readonly include: string[];
  readonly exclude?: string[];
  readonly order: number;
  /** Processes at once; the embedded database peaks at 1.1 GB when it makes a new folder. */
  readonly workers: number;
  readonly isolate: boolean;
  readonly seconds: number;
}

const anywhere = (pattern: string): string[] => [
  `{apps,libs}/*/{src,test}/**/${pattern}`,
  `{migrations,tools}/**/${pattern}`,
];

const project = (it: ProjectOptions) => ({
  extends: true as const,
  test: {
    name: it.name,
    include: it.include,
    exclude: ['**/node_modules/**', '**/dist/**', ...(it.exclude ?? [])],
    sequence: { groupOrder: it.order },
    maxWorkers: it.workers,
    isolate: it.isolate,
    testTimeout: it.seconds * 1000,
    hookTimeout: it.seconds * 2000,
    // What will happen is waited for as long as a loaded machine may need: a green run does not notice.
    expect: { poll: { timeout: it.seconds * 500 } },
  },
});

export default defineConfig({
  root,
  resolve: {
    alias: Object.entries(sources).map(([name, file]) => ({ find: new RegExp(`^${name}$`), replacement: file })),
  },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    pool: 'forks',
    globalSetup: join(root, 'tools', 'test', 'temporary-folder.ts'),
    projects: [
      project({
        name: 'unit',
        include: anywhere('*.test.{ts,tsx}'),
        exclude: ['**/*.db.test.ts', '**/*.e2e.test.ts'],
        order: 0,
        workers: 2,
        isolate: false,
        seconds: 120,
      }),
      project({ name: 'db', include: anywhere('*.db.test.ts'), order: 1, workers: 2, isolate: true, seconds: 120 }),
      project({ name: 'e2e', include: anywhere('*.e2e.test.ts'), order: 2, workers: 1, isolate: true, seconds: 300 }),
    ],
  },
});
