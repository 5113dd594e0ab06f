import { setTimeout as sleep } from 'node:timers/promises';
import { routes } from '@mingda/contracts';
import { drawnPdf, testDatabases } from '@mingda/testing';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, TestBrowser } from './browser.ts';
import { runApi, upload, type RunningTestApi } from './running-api.ts';

const patience = { timeout: 60_000, interval: 200 };
const embedded = testDatabases().find((it) => it.kind === 'embedded');
const password = 'open sesame';
/** Where the sentence is drawn, as a share of the page's height. */
const placed = 0.6;

describe.skipIf(!hasBrowser)('a protected file in a browser', () => {
  let api: RunningTestApi;
  let browser: TestBrowser;
  let page: Page;
  let params: { collectionId: string };

  beforeAll(async () => {
    if (embedded === undefined) throw new Error('no embedded database to test on');
    api = await runApi(embedded);
    const { id: collectionId } = await api.call(routes.createCollection, { body: { name: 'Leave' } });
    params = { collectionId };
    const content = await drawnPdf(
      (document) => document.text('Every employee has ten days of leave each year.', 72, placed * document.page.height),
      { userPassword: password, ownerPassword: 'owner', pdfVersion: '1.7ext3' },
    );
    await api.call(routes.uploadDocuments, { params, body: upload({ name: 'leave.pdf', content }) });
    browser = await TestBrowser.open();
    ({ page } = browser);
    await page.goto(api.url);
    await page.getByLabel('Administrator token').fill(api.admin);
    await browser.button('Sign in').click();
    await page.getByRole('heading', { name: 'Collections' }).waitFor();
    await page.goto(`${api.url}/collections/${collectionId}/documents`);
  });
  afterAll(async () => {
    await browser?.close();
    await api?.close();
  });

  const dialog = (): Locator => page.getByRole('dialog');
  const row = (): Locator =>
    page.getByRole('region', { name: 'Documents' }).getByRole('listitem').filter({ hasText: 'leave.pdf' }).first();
  const says = (text: string) => expect.poll(() => row().textContent(), patience).toContain(text);

  async function give(text: string): Promise<void> {
    await row().getByRole('button', { name: 'Enter password' }).click();
    await dialog().getByLabel('Password of the file').fill(text);
    await dialog().getByRole('button', { name: 'Read the file' }).click();
    await dialog().waitFor({ state: 'hidden' });
  }

  it('says that it needs a password, and asks for one in a dialog', async () => {
    await says('protected by a password');
    await row().getByRole('button', { name: 'Enter password' }).click();
    expect(await dialog().textContent()).toContain('stored encrypted');
    expect(await dialog().getByLabel('Password of the file').getAttribute('type')).toBe('password');
    await browser.screenshot('password');
    await dialog().getByRole('button', { name: 'Read the file' }).click();
    await dialog().getByText('Enter the password.').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().waitFor({ state: 'hidden' });
  });

  it('asks for it wherever the failure is shown', async () => {
    const asksForIt = page.getByRole('button', { name: 'Enter password' });
    await browser.link('Imports').click();
    await page.getByRole('heading', { name: 'Failed for good' }).waitFor();
    await expect.poll(() => asksForIt.count(), patience).toBe(1);
    await browser.link('leave.pdf').click();
    await page.getByRole('heading', { name: 'Properties' }).waitFor();
    await expect.poll(() => asksForIt.count(), patience).toBe(1);
    await browser.link('Documents').click();
    await says('protected by a password');
  });

  it('says when the password is wrong, and reads the file with the right one', async () => {
    await give('sesame');
    await says('does not open the file');
    await give(password);
    const ready = async () => (await api.call(routes.listDocuments, { params, query: '?state=ready' })).total;
    while ((await ready()) === 0) await sleep(100);
    await expect.poll(() => row().getByRole('button', { name: 'Enter password' }).count(), patience).toBe(0);
  });

  it('marks on a sketch of the page where the cited sentence stands', async () => {
    await browser.link('Ask').click();
    await page.getByRole('textbox', { name: 'Your question' }).fill('How many days of leave does every employee have?');
    await page.keyboard.press('Enter');
    await page
      .getByRole('button', { name: /^Open source 1/ })
      .first()
      .click();
    const sketch = dialog().getByRole('img', { name: 'Place on page 1' });
    await sketch.waitFor();
    const marks = await sketch.locator('rect').evaluateAll((all) =>
      all.slice(1).map((it) => {
        const [sheet, own] = [it.parentElement?.getBoundingClientRect(), it.getBoundingClientRect()];
        const [top, height] = [sheet?.top ?? 0, sheet?.height ?? 1];
        return { from: (own.top - top) / height, to: (own.bottom - top) / height, isSeen: own.width > 0 };
      }),
    );
    await browser.screenshot('page-place');
    expect(marks).toHaveLength(1);
    expect(marks[0]).toMatchObject({ isSeen: true });
    expect(marks[0]?.from).toBeGreaterThan(placed - 0.03);
    expect(marks[0]?.to).toBeLessThan(placed + 0.06);
    expect(browser.errors).toEqual([]);
  });
});
