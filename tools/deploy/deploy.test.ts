import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly healthcheck?: unknown;
}

const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Readonly<Record<string, Service>>;
};
const settings = new Set(
  read('libs/platform/src/config.ts')
    .match(/^ {2}MINGDA_\w+(?=:)/gm)
    ?.map((it) => it.trim()),
);

describe('docker-compose.yml', () => {
  test('runs every service of the design, each without root', () => {
    expect(Object.keys(services).toSorted()).toEqual(['api', 'eval', 'inference', 'migrate', 'postgres', 'worker']);
    expect(Object.entries(services).filter(([, it]) => it.user === undefined || it.user === 'root')).toEqual([]);
  });

  test('publishes the API alone, on loopback unless told otherwise', () => {
    const published = Object.entries(services).flatMap(([name, it]) =>
      (it.ports ?? []).map((port) => `${name} ${port}`),
    );
    expect(published).toEqual(['api ${MINGDA_PUBLISH:-127.0.0.1:3000}:3000']);
  });

  test('waits for health', () => {
    expect(['postgres', 'inference', 'api'].filter((name) => services[name]?.healthcheck === undefined)).toEqual([]);
  });

  test('sets only settings that exist', () => {
    const given = Object.values(services).flatMap((it) => Object.keys(it.environment ?? {}));
    expect(settings.size).toBeGreaterThan(10);
    expect(given.filter((name) => name.startsWith('MINGDA_') && !settings.has(name))).toEqual([]);
  });

  test('starts programs that exist', () => {
    const programs = Object.values(services).flatMap((it) => it.command?.filter((part) => part.endsWith('.js')) ?? []);
    const sources = programs.map((it) => it.replace('/dist/', '/src/').replace(/main\.js$/, 'main.ts'));
    expect(sources.length).toBe(5);
    expect(sources.filter((it) => !existsSync(join(root, it)))).toEqual([]);
  });

  const onPath = (program: string): boolean =>
    (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

  test.skipIf(!onPath('docker-compose'))('is what the compose program reads', () => {
    const env = { ...process.env, POSTGRES_PASSWORD: 'x', MINGDA_INFERENCE_TOKEN: 'x' };
    const listed = execFileSync('docker-compose', ['config', '--services'], { cwd: root, env, encoding: 'utf8' });
    expect(listed.trim().split('\n').toSorted()).toEqual(Object.keys(services).toSorted());
  });

  test('.env.example names what the file reads', () => {
    const wanted = new Set(read('docker-compose.yml').match(/(?<=\$\{)\w+/g));
    const offered = new Set(read('.env.example').match(/^\w+(?==)/gm));
    expect([...offered].filter((name) => !wanted.has(name))).toEqual([]);
    expect(
      [...wanted].filter(
        (name) => !offered.has(name) && !name.startsWith('MINGDA_EMBEDDING_') && name !== 'MINGDA_INFERENCE_URL',
      ),
    ).toEqual([]);
  });

  test('.env.example offers the values that the file falls back on', () => {
    const fallbacks = new Map(
      [...read('docker-compose.yml').matchAll(/\$\{(\w+):-([^}]+)\}/g)].map(([, name, value]) => [name, value]),
    );
    const offered = [...read('.env.example').matchAll(/^(\w+)=(.+)$/gm)].filter(([, name]) => fallbacks.has(name));
    expect(offered.length).toBeGreaterThan(5);
    expect(offered.filter(([, name, value]) => fallbacks.get(name) !== value).map(([line]) => line)).toEqual([]);
  });
});

describe('Dockerfile', () => {
  test('copies the manifest of every package before it installs', () => {
    const manifests = globSync('{apps/*,libs/*,migrations}/package.json', { cwd: root }).map((it) =>
      it.replaceAll('\\', '/'),
    );
    const copied = [...read('Dockerfile').matchAll(/^COPY (\S+\/package\.json) /gm)].map((it) => it[1]);
    expect(copied.toSorted()).toEqual(manifests.toSorted());
  });
});

describe('nest-cli.json', () => {
  const { projects } = JSON.parse(read('nest-cli.json')) as {
    projects: Readonly<
      Record<string, { root: string; entryFile: string; sourceRoot: string; compilerOptions: { tsConfigPath: string } }>
    >;
  };

  test('maps every package but the portal, which Nest does not build', () => {
    const folders = globSync('{apps/*,libs/*,migrations}/package.json', { cwd: root }).map((it) => dirname(it));
    expect(
      Object.values(projects)
        .map((it) => it.root)
        .toSorted(),
    ).toEqual(folders.filter((it) => it !== 'apps/portal').toSorted());
  });

  test('names files that exist', () => {
    const files = Object.values(projects).flatMap((it) => [
      `${it.sourceRoot}/${it.entryFile}.ts`,
      it.compilerOptions.tsConfigPath,
    ]);
    expect(files.filter((it) => !existsSync(join(root, it)))).toEqual([]);
  });
});

describe('docs/deploy.md', () => {
  test('explains every setting and no other', () => {
    const explained = new Set([...read('docs/deploy.md').matchAll(/^\| `(MINGDA_\w+)`/gm)].map((it) => it[1]));
    expect([...explained].toSorted()).toEqual([...settings].toSorted());
  });
});
