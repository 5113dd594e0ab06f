import { join } from 'node:path';
import { routes } from '@mingda/contracts';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiPrefix } from '../src/index.ts';
import { executablePath, hasBrowser, TestBrowser } from './browser.ts';
import { sampleDocuments, startApp, type RunningApp } from './running-app.ts';

const patience = { timeout: 60_000 };

const csv = [
  '编号,问题,参考答案,关键信息,标签',
  '1,员工第一年有多少天年假？,第一年有 10 天年假。|10 天,10,假期',
  '2,,没有问题的一行,,',
  '3,员工可以在火星办公吗？,,,假期',
].join('\n');

describe.skipIf(!hasBrowser)(`gold sets in a browser (${executablePath})`, () => {
  let app: RunningApp;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    app = await startApp();
    browser = await TestBrowser.open();
    ({ page } = browser);
  });

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  const button: TestBrowser['button'] = (name) => browser.button(name);
  const candidates = (): Locator => page.getByRole('region', { name: 'Candidates' }).getByRole('listitem');

  async function collectionOf(name: string): Promise<string | undefined> {
    const reply = await fetch(`${app.url}${apiPrefix}/collections`, {
      headers: { authorization: `Bearer ${app.adminToken}` },
    });
    const { items } = routes.listCollections.response.parse(await reply.json());
    return items.find((it) => it.name === name)?.id;
  }

  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(`${app.url}${apiPrefix}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('signs in, and a set is made for a collection', async () => {
    await page.goto(app.url);
    await page.getByLabel('Administrator token').fill(app.adminToken);
    await button('Sign in').click();
    await button('New collection').click();
    await page.getByLabel('Name').fill('Handbook');
    await button('Create').click();
    await page.getByLabel('Choose a folder').last().setInputFiles(join(sampleDocuments, 'hr'));
    await page.getByText(/^(\d+) of \1 uploaded$/).waitFor({ timeout: 120_000 });
    await expect.poll(() => page.getByRole('progressbar').count(), { timeout: 180_000, interval: 500 }).toBe(0);

    await page.goto(`${app.url}/gold-sets`);
    await button('New gold set').click();
    await page.getByLabel('Title').fill('人事常见问题');
    await page.getByRole('combobox', { name: 'Collection' }).click();
    await page.getByTitle('Handbook', { exact: true }).click();
    await button('Create').click();
    await page.getByRole('heading', { name: '人事常见问题' }).waitFor();
    await page.getByText('No questions yet').waitFor();
    expect(page.url()).toMatch(/\/gold-sets\/set-[0-9a-f]{6}$/);
  });

  it('imports a table and names the row that is left out', async () => {
    await button('Import').click();
    const dialog = page.getByRole('dialog');
    await dialog
      .locator('input[type=file]')
      .setInputFiles({ name: 'q.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await dialog.getByText('2 new, 0 updated, 0 unchanged').waitFor();
    await dialog.getByRole('row', { name: '3 there is no question' }).waitFor();
    await browser.screenshot('gold-set-import');
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect.poll(() => page.getByRole('table', { name: 'Questions' }).getByRole('row').count(), patience).toBe(3);
  });

  it('edits a question: not answerable; a passage found in the collection as evidence of another', async () => {
    await button('员工可以在火星办公吗？').click();
    await page.getByRole('switch', { name: 'The documents answer it' }).click();
    await button('Save').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('table').getByText('not answerable').waitFor();
    await button('员工第一年有多少天年假？').click();
    await page.getByRole('searchbox', { name: 'Search the collection' }).fill('第一年 年假 天数');
    await page.keyboard.press('Enter');
    await button('Choose').first().click();
    await page.getByRole('dialog').getByRole('blockquote').first().waitFor();
    await browser.screenshot('gold-set-item');
    await button('Save').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await button('员工第一年有多少天年假？').click();
    await page.getByRole('dialog').getByRole('blockquote').first().waitFor();
    expect(await page.getByRole('dialog').getByRole('blockquote').count()).toBe(1);
    await button('Cancel').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('says so when somebody else was faster, and keeps what was written', async () => {
    await button('员工可以在火星办公吗？').click();
    const name = page.url().split('/').at(-1) ?? '';
    const found = await fetch(`${app.url}${apiPrefix}/gold-sets/${name}/items?search=火星`, {
      headers: { authorization: `Bearer ${app.adminToken}` },
    });
    const { items } = routes.listGoldItems.response.parse(await found.json());
    await post(`/gold-sets/${name}/items/bulk`, { ids: [items[0]?.id], action: 'tag', tag: '远程' });
    await page.getByLabel('Question', { exact: true }).fill('员工可以在月球办公吗？');
    await button('Save').click();
    await page.getByText('Somebody else has changed this question meanwhile.').waitFor();
    expect(await page.getByLabel('Question', { exact: true }).inputValue()).toBe('员工可以在月球办公吗？');
    await button('Load theirs').click();
    await expect
      .poll(() => page.getByLabel('Question', { exact: true }).inputValue(), patience)
      .toBe('员工可以在火星办公吗？');
    await button('Save').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('finds candidates in the documents; keys accept and reject them', async () => {
    await page.getByText(/^Candidates \(0\)$/).click();
    await button('Find candidates').click();
    await page.getByRole('menuitem', { name: 'In the documents', exact: true }).click();
    await expect.poll(() => candidates().count(), patience).toBeGreaterThan(3);
    await page.getByText(/new candidates found\.$/).waitFor();
    await browser.screenshotBoth('gold-set-candidates');
    const before = await candidates().count();
    const first = await candidates().first().getByRole('strong').textContent();
    await page.keyboard.press('a');
    await expect.poll(() => candidates().count(), patience).toBe(before - 1);
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await expect.poll(() => candidates().count(), patience).toBe(before - 2);
    await page.keyboard.press('e');
    await page.getByText('Edit the question').waitFor();
    await button('Cancel').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Questions', { exact: true }).first().click();
    await button(first ?? '').waitFor();
    await browser.screenshotBoth('gold-set');
  });

  it('tells how much of what people ask the set asks too', async () => {
    const collectionId = await collectionOf('Handbook');
    for (const question of ['员工第一年有多少天年假？', '公司班车几点发车？']) {
      await post(`/collections/${collectionId}/ask`, { question });
    }
    await page.getByText('Coverage', { exact: true }).click();
    await button('Measure coverage').click();
    const coverage = page.getByRole('region', { name: 'Coverage' });
    await coverage.getByText('50 %').waitFor();
    expect(await coverage.getByRole('listitem').allTextContents()).toEqual(['公司班车几点发车？asked 1 time']);
  });

  it('runs from the set, as a frozen version', async () => {
    await button('Start a run').click();
    await page.waitForURL(/\/evaluations\/[0-9a-f-]{36}$/);
    await page.getByRole('heading', { name: /Handbook/, level: 1 }).waitFor();
    await expect.poll(() => page.getByText('Accuracy').count(), { timeout: 240_000 }).toBeGreaterThan(0);
    await page.goto(`${app.url}/gold-sets`);
    await page.getByRole('listitem').filter({ hasText: '人事常见问题' }).getByText('version 1').waitFor();
    expect(browser.errors).toEqual([]);
  });
});
