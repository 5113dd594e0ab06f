import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, hasBrowser, TestBrowser } from './browser.ts';
import { startApp, type RunningApp } from './running-app.ts';

/** A thread that reads files takes its time to start on a busy machine. */
const patience = { timeout: 60_000 };

const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

/** Takes far longer to embed than the test: only a cancelled one ends. */
const endless = Array.from(
  { length: 12_000 },
  (_, at) => `Rule ${at} says that form ${at * 7} goes to desk ${at % 97}.`,
);

describe.skipIf(!hasBrowser)(`steering imports in a browser (${executablePath})`, () => {
  let app: RunningApp;
  let browser: TestBrowser;
  let page: Page;
  beforeAll(async () => {
    app = await startApp();
    browser = await TestBrowser.open();
    ({ page } = browser);
    await page.goto(app.url);
    await page.getByLabel('Administrator token').fill(app.adminToken);
    await browser.button('Sign in').click();
    await browser.button('New collection').click();
    await page.getByLabel('Name').fill('Rules');
    await browser.button('Create').click();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  const strip = () => page.getByRole('region', { name: 'Import of this collection' });
  const documents = () => page.getByRole('region', { name: 'Documents' });

  it('shows what waits and runs, pauses and goes on', async () => {
    await page
      .getByLabel('Choose files')
      .last()
      .setInputFiles([file('endless.txt', endless.join('\n\n'))]);
    await strip().getByText('Importing').waitFor();
    await strip().getByText('time left not known yet').waitFor();
    await documents().getByText('Understanding', { exact: true }).waitFor();
    await browser.button('Pause').click();
    await strip().getByText('Paused').waitFor();
    await documents().getByText('Waiting', { exact: true }).waitFor();
    await strip().getByText('1 waiting · 0 running').waitFor();
    await browser.screenshotBoth('imports-paused');
    await browser.button('Go on').click();
    await strip().getByText('Importing').waitFor();
    await expect.poll(() => strip().getByText('Paused').count()).toBe(0);
  });

  it('cancels a document from its menu and everything with one button', async () => {
    await documents().getByText('Understanding', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Cancel import' }).click();
    await documents().getByText('Cancelled', { exact: true }).waitFor();
    await documents().getByRole('button', { name: 'Try again' }).click();
    await browser.button('Cancel all').click();
    await browser.button('Cancel imports').click();
    await documents().getByText('Cancelled', { exact: true }).waitFor();
    await expect.poll(() => documents().getByRole('progressbar').count()).toBe(0);
  });

  it('lists what failed for good, by cause, in both languages, and tries it again', async () => {
    await page
      .getByLabel('Choose files')
      .last()
      .setInputFiles([file('broken.docx', 'PK no archive'), file('b.pdf', '%PDF-1.7 no')]);
    await strip().getByRole('link', { name: '2 failed' }).click(patience);
    await page.getByRole('heading', { name: 'Failed for good' }).waitFor();
    const list = page.getByRole('region', { name: 'Failed for good' });
    await list.getByText('FILE_CORRUPT').first().waitFor();
    expect(await list.getByRole('listitem').count()).toBe(2);
    await list
      .getByText(/1 attempt/)
      .first()
      .waitFor();
    await browser.screenshotBoth('imports-failed');
    await browser.button('中文').click();
    await page.getByText('文件已损坏，无法读取。').first().waitFor();
    await browser.button('English').click();
    await list.getByRole('button', { name: 'Try all 2 again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const chosen = list.getByRole('checkbox', { name: 'Select broken.docx' });
    await chosen.check();
    await page.route('**/imports/failed/retry', (route) => route.abort());
    await list.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByText('This did not work').waitFor();
    expect(await chosen.isChecked()).toBe(true);
    await page.unroute('**/imports/failed/retry');
    await list.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByText('1 document waits again').waitFor();
    await list.getByRole('button', { name: /^Dismiss all/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText(/taken off the list/).waitFor();
  });

  it('pauses all imports', async () => {
    await browser.button('Pause all').click();
    await page.getByRole('heading', { name: 'All imports are paused' }).waitFor();
    await browser.button('Go on with all').click();
    await page.getByRole('heading', { name: 'Nothing to import' }).waitFor(patience);
    expect(browser.errors).toEqual([]);
  });
});
