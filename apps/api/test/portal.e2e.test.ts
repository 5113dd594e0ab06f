import type { Evaluation } from '@mingda/contracts';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, hasBrowser, TestBrowser } from './browser.ts';
import { sampleDocuments, startApp, type RunningApp } from './running-app.ts';

const patience = { timeout: 60_000 };

/** A file of the right kind that no reader can open. */
const brokenFile = { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nnot really') };
const program = {
  name: 'tool.exe',
  mimeType: 'application/octet-stream',
  buffer: Buffer.from([0x4d, 0x5a, 0, 0, 0xff]),
};
const collection = 'Xingyu handbook';

describe.skipIf(!hasBrowser)(`the portal in a browser (${executablePath})`, () => {
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

  const link: TestBrowser['link'] = (name) => browser.link(name);
  const button: TestBrowser['button'] = (name) => browser.button(name);
  const documentRow = (fileName: string): Locator =>
    page.getByRole('region', { name: 'Documents' }).getByRole('listitem').filter({ hasText: fileName });

  const metricCard = (name: string): Locator =>
    page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });

  async function ask(question: string): Promise<Locator> {
    await page.getByRole('textbox', { name: 'Your question' }).fill(question);
    await page.keyboard.press('Enter');
    const exchange = page.getByRole('main').getByRole('listitem').filter({ hasText: question });
    await exchange.getByRole('group', { name: 'Was this helpful?' }).waitFor();
    return exchange;
  }

  it('refuses a wrong token and lets the right one in', async () => {
    await page.goto(app.url);
    await page.getByLabel('Administrator token').fill('mgd_nonsense');
    await button('Sign in').click();
    await page.getByText('The server does not know this token.').waitFor();
    await page.getByLabel('Administrator token').fill(app.adminToken);
    await button('Sign in').click();
    await expect.poll(() => page.getByRole('heading', { name: 'Collections' }).isVisible(), patience).toBe(true);
  });

  it('loads a page whose files are gone anew once, then says so and waits for a person', async () => {
    const files = '**/assets/api-keys.page-*.js';
    await page.route(files, (route) => route.fulfill({ status: 404 }));
    let loads = 0;
    page.on('domcontentloaded', () => (loads += 1));
    await link('API keys').click();
    await page.getByText('This page could not be loaded').waitFor();
    expect(loads).toBe(1);
    await page.unroute(files);
    await button('Reload the page').click();
    await page.getByText('No integration yet').waitFor();
    await link('Collections').click();
  });

  it('creates a collection and refuses a second one of the same name with its code', async () => {
    await button('New collection').click();
    await page.getByLabel('Name').fill(collection);
    await page.getByLabel('What is it about?').fill('Leave, travel, IT and products, in Chinese and English');
    await button('Create').click();
    await page.getByText('No documents yet').waitFor();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Collections' }).click();
    await button('New collection').click();
    await page.getByLabel('Name').fill(collection);
    await button('Create').click();
    await expect.poll(() => page.getByText('COLLECTION_EXISTS').isVisible(), patience).toBe(true);
    await button('Cancel').click();
    await link(collection).click();
  });

  it('uploads folders of real files, follows them until they are ready and names what is wrong with a broken one', async () => {
    const folders = await readdir(sampleDocuments);
    let files = 0;
    for (const folder of folders) {
      await page.getByLabel('Choose a folder').last().setInputFiles(join(sampleDocuments, folder));
      files += (await readdir(join(sampleDocuments, folder))).length;
    }
    await page.getByText(`${files} of ${files} uploaded`).waitFor({ timeout: 120_000 });
    await page.getByLabel('Choose files').last().setInputFiles([brokenFile, program]);
    const uploads = page.getByRole('region', { name: 'Uploads' });
    await uploads.getByRole('listitem').filter({ hasText: 'tool.exe' }).getByText('FILE_TYPE_UNSUPPORTED').waitFor();
    await button('Clear list').click();

    const broken = documentRow('broken.pdf');
    await broken.getByText('FILE_CORRUPT').waitFor({ timeout: 120_000 });
    await broken.getByText('Open it in its own program').waitFor();
    await expect.poll(() => page.getByRole('progressbar').count(), { timeout: 180_000, interval: 500 }).toBe(0);
    await page.getByRole('heading', { name: `${files + 1} documents` }).waitFor();
    await browser.screenshot('documents');
  });

  it('filters by state and deletes the broken document', async () => {
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByTitle('Failed', { exact: true }).click();
    await page.getByRole('heading', { name: '1 document', exact: true }).waitFor();
    await documentRow('broken.pdf')
      .getByRole('button', { name: /^Actions/ })
      .click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await button('Delete document').click();
    await expect.poll(() => page.getByText('No document matches').isVisible(), patience).toBe(true);
    await button('Show all').click();
    await page.getByRole('heading', { name: /^\d+ documents$/ }).waitFor();
  });

  it('shows the extracted text in passages', async () => {
    await page.getByRole('searchbox', { name: 'Search documents' }).fill('leave-policy');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '1 document', exact: true }).waitFor();
    await documentRow('hr/leave-policy.docx').getByRole('link').click();
    await page.getByRole('region', { name: 'Extracted text' }).getByText('Passage 1', { exact: true }).waitFor();
    expect(await page.getByRole('region', { name: 'Extracted text' }).getByRole('listitem').count()).toBeGreaterThan(1);
    await link('Documents').click();
  });

  it('answers in Chinese and in English with citations', async () => {
    await link('Ask').click();
    const chinese = await ask('没休完的年假可以结转到什么时候？');
    expect(await chinese.textContent()).toContain('3 月 31 日');
    const english = await ask('How long do employees in Munich have to carry over annual leave?');
    await english
      .getByRole('button', { name: /^Open source 1/ })
      .first()
      .waitFor();
    await browser.screenshot('ask');
  });

  it('opens a citation with the quote highlighted, and its document at the same place', async () => {
    await page
      .getByRole('button', { name: /^Open source 1/ })
      .first()
      .click();
    const drawer = page.getByRole('dialog');
    const quote = (await drawer.locator('mark').textContent()) ?? '';
    expect(quote.length).toBeGreaterThan(5);
    await drawer.getByRole('link', { name: 'Open in the document' }).click();
    const mark = page.getByRole('region', { name: 'Extracted text' }).locator('mark').first();
    expect(await mark.textContent()).toBe(quote);
    await expect.poll(() => mark.evaluate((it) => it.getBoundingClientRect().top < innerHeight)).toBe(true);
    await page.goBack();
  });

  it('opens how an answer came about, and asks it again', async () => {
    await page.getByRole('link', { name: 'How was this answered?' }).first().click();
    const candidates = page.getByRole('region', { name: 'Passages considered' });
    await candidates.getByText('cited').first().waitFor();
    await browser.screenshot('explain');
    await browser.button('Ask again with the same settings').click();
    await page.getByText('Asked again, the answer is the same.').waitFor();
    expect(await page.getByRole('region', { name: 'Passages considered' }).count()).toBe(2);
    await page.goBack();
  });

  it('says so when the documents do not answer, and takes a rating', async () => {
    const exchange = await ask('Which planet has the most moons?');
    await exchange.getByText('The documents do not answer this').waitFor();
    await exchange.getByRole('button', { name: 'Not helpful' }).click();
    await expect.poll(() => exchange.getByText('Thank you, noted.').isVisible(), patience).toBe(true);
  });

  it('shows the passages that a query finds, with their scores', async () => {
    await link('Search test').click();
    await page.getByRole('searchbox', { name: 'Test query' }).fill('VPN 连不上怎么办');
    await page.keyboard.press('Enter');
    await page.getByText(/passages in .* ms/).waitFor();
    expect(await page.getByRole('main').locator('mark').first().textContent()).not.toBe('');
  });

  it('scores the collection with the gold set', async () => {
    await link('Evaluation').click();
    await page.getByLabel('Gold set').waitFor();
    if (!browser.takesScreenshots) {
      await page.getByRole('combobox', { name: 'Questions' }).click();
      await page.getByTitle('50', { exact: true }).click();
    }
    await button('Start evaluation').click();
    await page.getByRole('heading', { name: 'Outcomes' }).waitFor({ timeout: 240_000 });
    await page
      .getByRole('img', { name: /^Bar chart/ })
      .locator('svg')
      .waitFor();
    const reply = await fetch(`${app.url}/api/v1/evaluations`, {
      headers: { authorization: `Bearer ${app.adminToken}` },
    });
    const { items } = (await reply.json()) as { items: Evaluation[] };
    const { accuracy, recallAt10 } = items[0]?.metrics ?? {};
    expect(await metricCard('Accuracy').textContent()).toContain(accuracy?.toFixed(3));
    expect(await metricCard('Recall at 10').textContent()).toContain(recallAt10?.toFixed(3));
    // The gold set names documents by folder and file name: most are found only if uploads keep both.
    expect(recallAt10).toBeGreaterThan(0.5);
    await browser.screenshot('evaluation');
  });

  it('speaks the other language at once, and remembers it', async () => {
    await button('中文').click();
    await expect.poll(() => page.getByRole('heading', { name: '结果明细' }).isVisible(), patience).toBe(true);
    await page.reload();
    await page.getByRole('link', { name: '知识库', exact: true }).click();
    await page.getByRole('heading', { name: '知识库' }).waitFor();
    await button('English').click();
    await link(collection).waitFor();
    await page.setViewportSize({ width: 1280, height: 480 });
    await browser.screenshot('collections');
  });

  it('shows a new integration key once and revokes it', async () => {
    await link('API keys').click();
    await button('New key').click();
    await page.getByLabel('Name').fill('Helpdesk');
    await button('Create key').click();
    const secret = (await page.getByLabel('Key', { exact: true }).textContent()) ?? '';
    const session = await fetch(`${app.url}/api/v1/session`, { headers: { authorization: `Bearer ${secret}` } });
    expect(await session.json()).toMatchObject({ kind: 'integration', name: 'Helpdesk' });
    await button('I have stored it').click();
    await button('Revoke Helpdesk').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No integration yet').waitFor();
    const refused = await fetch(`${app.url}/api/v1/session`, { headers: { authorization: `Bearer ${secret}` } });
    expect(refused.status).toBe(401);
  });

  it('is readable on a telephone and threw no error on the way', async () => {
    await page.setViewportSize({ width: 390, height: 780 });
    for (const path of ['/collections', '/evaluations', '/api-keys']) {
      await page.goto(app.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
    expect(browser.errors).toEqual([]);
  });
});
