import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, hasBrowser, TestBrowser } from './browser.ts';
import { startApp, type RunningApp } from './running-app.ts';

const patience = { timeout: 30_000 };
const run = promisify(execFile);

describe.skipIf(!hasBrowser)(`sources in a browser (${executablePath})`, () => {
  let base: string;
  let folder: string;
  let wiki: string;
  let app: RunningApp;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'mingda-sources-'));
    [folder, wiki] = [join(base, 'handbook'), join(base, 'wiki')];
    await mkdir(folder);
    await writeFile(join(folder, 'leave.md'), '# Leave\n\nEvery employee has 17 days of annual leave.');
    await writeFile(join(folder, 'travel.md'), '# Travel\n\nTrains are booked in second class.');
    await writeFile(join(folder, 'tool.exe'), Buffer.from([0x4d, 0x5a, 0, 0]));
    await mkdir(wiki);
    await writeFile(join(wiki, 'README.md'), '# Wiki\n\nThe printer stands on the second floor.');
    await git('init', '--quiet');
    await commit();
    app = await startApp({ MINGDA_SOURCE_FOLDERS: base });
    browser = await TestBrowser.open();
    ({ page } = browser);
  });

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await rm(base, { recursive: true, force: true });
  });

  const git = (...parameters: string[]) =>
    run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...parameters], { cwd: wiki });
  const commit = async (): Promise<void> => {
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'change');
  };
  const button: TestBrowser['button'] = (name) => browser.button(name);
  const row = (name: string): Locator =>
    page.getByRole('region', { name: 'Sources' }).getByRole('listitem').filter({ hasText: name });
  const act = async (name: string, action: string): Promise<void> => {
    await button(`Actions for ${name}`).click();
    await page.getByRole('menuitem', { name: action }).click();
  };

  it('adds a folder after its connection was tested, and takes its files in', async () => {
    await page.goto(app.url);
    await page.getByLabel('Administrator token').fill(app.adminToken);
    await button('Sign in').click();
    await button('New collection').click();
    await page.getByLabel('Name').fill('Team');
    await button('Create').click();
    await browser.link('Sources').click();
    await page.getByText('No sources yet').waitFor();
    await button('Add source').click();
    await page.getByRole('button', { name: /^Folder/ }).click();
    await page.getByLabel('Name').fill('handbook');
    await page.getByLabel('Folder on the server').fill('/etc');
    await button('Test connection').click();
    await page.getByText('SOURCE_FORBIDDEN').waitFor();
    await page.getByLabel('Folder on the server').fill(folder);
    await button('Test connection').click();
    await page.getByText('It works. First items:').waitFor();
    await page.getByText('travel.md').waitFor();
    await button('Create and start').click();
    await row('handbook').getByText('Finished').waitFor();
    await row('handbook').getByText('3 found · 3 new or changed').waitFor();
    await row('handbook').getByText('2 taken in · 0 deleted').waitFor();
    await expect.poll(() => row('handbook').getByText('2 documents').isVisible(), patience).toBe(true);
  });

  it('names what a run could not take in', async () => {
    await act('handbook', 'History');
    const history = page.getByRole('dialog', { name: 'Runs of “handbook”' });
    await history.getByRole('button', { name: 'Show what was not taken in (1)' }).click();
    await history.getByText('tool.exe').waitFor();
    await history.getByText('FILE_TYPE_UNSUPPORTED').waitFor();
    await history.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => history.isVisible(), patience).toBe(false);
  });

  it('follows a git repository to its newest commit', async () => {
    await button('Add source').click();
    await page.getByRole('button', { name: /^Git repository/ }).click();
    await page.getByLabel('Name').fill('wiki');
    await page.getByLabel('Address of the repository').fill(wiki);
    await page.getByLabel('Only when started by hand').check();
    await button('Test connection').click();
    await page.getByText('README.md').waitFor();
    await button('Create and start').click();
    await row('wiki').getByText('1 taken in · 0 deleted').waitFor();
    await browser.screenshotBoth('sources');
    await rm(join(wiki, 'README.md'));
    await writeFile(join(wiki, 'floors.md'), '# Floors\n\nThe printer stands on the third floor.');
    await writeFile(join(wiki, 'rooms.md'), '# Rooms\n\nRoom 12 has a screen.');
    await commit();
    await button('Run “wiki” now').click();
    await row('wiki').getByText('One item has vanished from the source').waitFor();
    await row('wiki').getByRole('button', { name: 'Delete their documents' }).click();
    await row('wiki').getByText('2 taken in · 1 deleted').waitFor();
    await expect.poll(() => row('wiki').getByText('2 documents').isVisible(), patience).toBe(true);
  });

  it('notices by itself what changes in the folder', async () => {
    await rm(join(folder, 'tool.exe'));
    await rm(join(folder, 'travel.md'));
    await writeFile(join(folder, 'sick.md'), '# Sick leave\n\nA note from the doctor is due on day three.');
    await row('handbook').getByText('Needs confirmation').waitFor({ timeout: 60_000 });
    await row('handbook').getByText('2 items have vanished from the source').waitFor();
    await browser.screenshotBoth('sources-confirm');
    await row('handbook').getByRole('button', { name: 'Keep for now' }).click();
    await row('handbook').getByText('Finished').waitFor();
    await expect.poll(() => row('handbook').getByText('3 documents').isVisible(), patience).toBe(true);
  });

  it('edits, pauses and deletes a source with its documents', async () => {
    await act('handbook', 'Edit');
    await page.getByLabel('Name').fill('rules');
    await button('Save').click();
    await row('rules').getByRole('switch').click();
    await row('rules').getByText('Paused').waitFor();
    await act('rules', 'Delete');
    await page.getByLabel('Delete its 3 documents as well').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await row('rules').waitFor({ state: 'detached' });
    await browser.link('Documents').click();
    await expect.poll(() => page.getByRole('heading', { name: '2 documents' }).isVisible(), patience).toBe(true);
  });

  it('says all of it in Chinese', async () => {
    await browser.link('Sources').click();
    await button('中文').click();
    await page.getByText('2 份文档').waitFor();
    await button('添加数据源').click();
    await page.getByRole('button', { name: /^推送接口/ }).click();
    await page.getByLabel('名称').fill('订单');
    await button('保存').click();
    await page.getByRole('region', { name: '数据源' }).getByText('推送接口').waitFor();
    expect(browser.errors).toEqual([]);
  });
});
