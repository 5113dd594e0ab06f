import { chmod, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitSettingsSchema, type SourceSettings } from '@mingda/contracts';
import { TargetGuard } from '@mingda/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { git, gitServer, type GitServer } from '../../../test/git-server.ts';
import { contextOf, itemsOf } from '../../../test/listing-context.ts';
import type { SourceItem } from '../../source-connector.ts';
import { AllowedFolders } from '../allowed-folders.ts';
import { GitConnector } from './git.connector.ts';

const guard = new TargetGuard({ allowPrivate: ['127.0.0.1'], fixes: [] });
const { signal } = new AbortController();

describe('a git repository', () => {
  let base: string;
  let work: string;
  let server: GitServer;
  let connector: GitConnector;
  const cleanups: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'mingda-repository-'));
    server = await gitServer(base);
    connector = new GitConnector({ guard, allowed: new AllowedFolders([base]) });
  });
  afterAll(async () => {
    await server.close();
    await rm(base, { recursive: true });
  });
  beforeEach(async () => {
    work = join(base, 'wiki');
    await rm(work, { recursive: true, force: true });
    await mkdir(join(work, 'docs'), { recursive: true });
    await git(work, 'init', '--quiet');
    await writeFile(join(work, 'README.md'), '# Wiki');
    await writeFile(join(work, 'docs', '休假.md'), '# 年假');
    await writeFile(join(work, 'logo.png'), 'png');
    await commit();
  });

  const commit = async (): Promise<void> => {
    await git(work, 'add', '--all');
    await git(work, 'commit', '--quiet', '--message', 'change');
  };
  let kept: unknown = null;
  const list = async (
    given: Partial<SourceSettings<'git'>> = {},
    token?: string,
    state: unknown = null,
  ): Promise<SourceItem[]> => {
    const settings = gitSettingsSchema.parse({ url: `${server.url}/wiki/.git`, ...given });
    const context = {
      ...contextOf<'git'>({ settings, secrets: token === undefined ? {} : { token } }),
      state,
      keepState: (next: unknown) => void (kept = next),
      atEnd: (cleanup: () => Promise<void>) => void cleanups.push(cleanup),
    };
    return itemsOf(connector.list(context));
  };
  const close = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  };
  const contents = async (items: readonly SourceItem[]): Promise<string[]> =>
    Promise.all(items.map(async (it) => Buffer.from(await it.read(signal)).toString()));

  test('shows files of the wanted types with their paths and contents, over HTTP and from an open folder', async () => {
    for (const url of [`${server.url}/wiki/.git`, work]) {
      const items = await list({ url });
      expect(items.map(({ key, fileName }) => [key, fileName])).toEqual([
        ['README.md', 'README.md'],
        ['docs/休假.md', '休假.md'],
      ]);
      expect(await contents(items)).toEqual(['# Wiki', '# 年假']);
      await close();
    }
    expect((await list({ subPath: '/docs/' })).map(({ key }) => key)).toEqual(['docs/休假.md']);
    expect((await list({ extensions: ['png'] })).map(({ key }) => key)).toEqual(['logo.png']);
    await close();
  });

  test('a branch or a tag is read at its newest commit; files have fingerprints of their content', async () => {
    await git(work, 'tag', '--annotate', 'v1', '--message', 'one');
    await git(work, 'checkout', '--quiet', '-b', 'next/2');
    await writeFile(join(work, 'README.md'), '# Next');
    await commit();
    const [tag, branch] = [await list({ branch: 'v1' }), await list({ branch: 'next/2' })];
    expect([await contents(tag), await contents(branch)]).toEqual([
      ['# Wiki', '# 年假'],
      ['# Next', '# 年假'],
    ]);
    expect(branch[0]?.fingerprint).not.toBe(tag[0]?.fingerprint);
    expect(branch[1]?.fingerprint).toBe(tag[1]?.fingerprint);
    await close();
  });

  test('at the commit of the last listing nothing is fetched, unless something is still to be read', async () => {
    await list();
    await close();
    const before = server.seen.length;
    const again = await list({}, undefined, kept);
    expect(server.seen.length - before).toBeLessThanOrEqual(2);
    expect(await contents(again)).toEqual(['# Wiki', '# 年假']);
    await close();
    await rename(join(work, 'README.md'), join(work, 'start.md'));
    await commit();
    expect((await list({}, undefined, kept)).map(({ key }) => key)).toEqual(['docs/休假.md', 'start.md']);
    await close();
  });

  test('links, hooks, filters and attributes of a repository do nothing here', async () => {
    const mark = join(base, 'touched');
    await symlink('/etc/passwd', join(work, 'link.md'));
    await writeFile(join(work, '.gitattributes'), '*.md filter=evil');
    await git(work, 'config', 'filter.evil.smudge', `touch ${mark}`);
    await git(work, 'config', 'filter.evil.clean', 'cat');
    for (const hook of ['post-checkout', 'post-merge', 'reference-transaction', 'pre-auto-gc', 'post-update']) {
      await writeFile(join(work, '.git', 'hooks', hook), `#!/bin/sh\ntouch ${mark}\n`);
      await chmod(join(work, '.git', 'hooks', hook), 0o755);
    }
    await commit();
    await rm(mark, { force: true });
    for (const url of [`${server.url}/wiki/.git`, work]) {
      const items = await list({ url });
      expect(items.map(({ key }) => key)).toEqual(['README.md', 'docs/休假.md']);
      await contents(items);
      await close();
    }
    expect(await readdir(base)).not.toContain('touched');
  });

  test('a token goes to its server and is neither in an error nor on a command line', async () => {
    const secret = 'gh_very-secret-token';
    const wanted = `Basic ${Buffer.from(`wiki:${secret}`).toString('base64')}`;
    const guarded = await gitServer(base, wanted);
    const url = `${guarded.url}/wiki/.git`;
    expect(await contents(await list({ url, user: 'wiki' }, secret))).toEqual(['# Wiki', '# 年假']);
    await close();
    const refused = await list({ url, user: 'wiki' }, `${secret}x`).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'SOURCE_DENIED' });
    expect(String(refused)).not.toContain(secret);
    await expect(list({ url })).rejects.toMatchObject({ code: 'SOURCE_DENIED' });
    await guarded.close();
  });

  test('what is wrong has its own code', async () => {
    const gone = await gitServer(base);
    await gone.close();
    const cases: [Partial<SourceSettings<'git'>>, string][] = [
      [{ url: `${server.url}/nothing/.git` }, 'SOURCE_NOT_THERE'],
      [{ branch: 'no-such-branch' }, 'SOURCE_NOT_THERE'],
      [{ subPath: 'no/such/folder' }, 'SOURCE_NOT_THERE'],
      [{ branch: '--upload-pack=touch x' }, 'SOURCE_SETTINGS_INVALID'],
      [{ url: `${server.url}/redirect/wiki/.git` }, 'SOURCE_SETTINGS_INVALID'],
      [{ url: `${gone.url}/wiki/.git` }, 'SOURCE_UNAVAILABLE'],
      [{ url: 'http://no-such-host.invalid/x.git' }, 'SOURCE_UNAVAILABLE'],
      [{ url: 'http://127.0.0.2/x.git' }, 'TARGET_FORBIDDEN'],
      [{ url: 'http://[::1]/x.git' }, 'TARGET_FORBIDDEN'],
      [{ url: '/etc' }, 'SOURCE_FORBIDDEN'],
    ];
    for (const [settings, code] of cases) {
      await expect(list(settings), JSON.stringify(settings)).rejects.toMatchObject({ code });
    }
    await close();
  });

  test('other protocols, and addresses with a password, are no settings', () => {
    for (const url of [
      'ext::sh -c touch% /tmp/x',
      'file:///etc',
      'ssh://git@example.com/x.git',
      'git@example.com:x.git',
      '--upload-pack=touch x',
      'https://user:token@example.com/x.git',
      'https://token@example.com/x.git',
    ]) {
      expect(gitSettingsSchema.safeParse({ url }).success, url).toBe(false);
    }
  });

  test('nothing is left behind', async () => {
    await list();
    await close();
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('mingda-git-'))).toEqual([]);
  });
});
