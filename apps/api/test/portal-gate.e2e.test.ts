import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes } from '@mingda/contracts';
import { goldSetOfManuals, manuals, testDatabases } from '@mingda/testing';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, TestBrowser } from './browser.ts';
import { runApi, upload, type RunningTestApi } from './running-api.ts';

const patience = { timeout: 120_000, interval: 300 };
const embedded = testDatabases().find((it) => it.kind === 'embedded');

describe.skipIf(!hasBrowser)('drafts and the gate in a browser', () => {
  let api: RunningTestApi;
  let goldSets: string;
  let collectionId: string;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    if (embedded === undefined) throw new Error('no embedded database to test on');
    goldSets = await goldSetOfManuals();
    api = await runApi(embedded, goldSets);
    ({ id: collectionId } = await api.call(routes.createCollection, { body: { name: 'Products' } }));
    const params = { collectionId };
    await api.call(routes.uploadDocuments, { params, body: upload(...manuals) });
    const ready = async () => (await api.call(routes.listDocuments, { params, query: '?state=ready' })).total;
    while ((await ready()) < manuals.length) await sleep(200);
    browser = await TestBrowser.open();
    ({ page } = browser);
    await page.goto(api.url);
    await page.getByLabel('Administrator token').fill(api.admin);
    await button('Sign in').click();
    await page.getByRole('heading', { name: 'Collections' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await api?.close();
    await rm(goldSets, { recursive: true, force: true });
  });

  const button: TestBrowser['button'] = (name) => browser.button(name);
  const region = (name: string): Locator => page.getByRole('region', { name, exact: true }).first();
  const visible = (it: Locator) => expect.poll(() => it.first().isVisible(), patience).toBe(true);

  async function change(label: string, value: string): Promise<void> {
    await page.getByLabel(label, { exact: true }).fill(value);
    await page.keyboard.press('Tab');
  }

  it('saves a profile at once without a gate, with each setting explained', async () => {
    await page.goto(`${api.url}/collections/${collectionId}/profile`);
    await page.getByText('No quality gate is set').waitFor();
    expect(await button('Save').isDisabled()).toBe(true);
    await page.getByText('Finds names, numbers and codes as they are written.').waitFor();
    await change('Passages', '9');
    await button('Save').click();
    await visible(page.getByText('Saved. It answers from now on.'));
    await visible(page.getByText('Version 2 answers'));
  });

  it('sets a gate and measures what answers', async () => {
    await change('Accuracy: may be worse by', '0.1');
    await change('Answers above the similarity mark: may be worse by', '');
    await change('Recall at 5: may be worse by', '0.1');
    await button('Set gate').click();
    await visible(button('Change gate'));
    const baseline = async () => (await api.call(routes.getGate, { params: { collectionId } })).baseline?.state;
    await expect.poll(baseline, patience).toBe('finished');
  });

  it('keeps a change as a draft, measures it and holds back what is worse', async () => {
    await change('Refuse below', '1');
    await button('Save as draft').click();
    await visible(page.getByText('Draft, version 3'));
    await page.getByText('The draft was not measured yet.').waitFor();
    await button('Measure draft').click();
    await visible(page.getByText('Not passed'));
    await visible(region('Draft against published').getByText('worse', { exact: true }));
    const reason = page.getByText(/Worse than the baseline: accuracy/);
    await expect.poll(() => reason.isVisible(), patience).toBe(true);
    await browser.screenshot('profile-draft', { fullPage: true });
  });

  it('shows question by question what got worse, with both answers', async () => {
    await page.getByRole('link', { name: 'Compare question by question' }).click();
    await visible(page.getByText('28 common questions'));
    await visible(region('What differs in the configuration').getByText('profile.settings.answering.threshold'));
    const turned = region('Questions that turned');
    await visible(turned.getByText(/Got worse \(\d+\)/));
    expect(await turned.getByRole('heading', { level: 3 }).count()).toBe(10);
    await browser.screenshot('comparison', { fullPage: true });
    await page.goBack();
  });

  it('publishes against the gate with a reason alone, and goes back with one click', async () => {
    await button('Publish against the gate').click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Publish against the gate' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('asked for by legal');
    await dialog.getByRole('button', { name: 'Publish against the gate' }).click();
    await visible(page.getByText('Version 3 answers'));
    await visible(region('History').getByText('asked for by legal'));
    await button('Back to version 2').first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Back to version 2' }).click();
    await visible(page.getByText('Version 2 answers'));
    await visible(region('History').getByText('Version 2: rolled back to'));
  });

  it('lists runs with what they measured, and cancels one', async () => {
    await page.goto(`${api.url}/evaluations`);
    await visible(page.getByText(/profile version 3/));
    await button('Start evaluation').click();
    await button('Cancel run').click();
    const cancelled = page.getByText('This run was cancelled.');
    await expect.poll(() => cancelled.isVisible(), patience).toBe(true);
    await page.goto(`${api.url}/evaluations`);
    await visible(page.getByText('Cancelled', { exact: true }));
    await browser.screenshot('runs', { fullPage: true });
    await page
      .getByRole('link', { name: /manuals · Products/ })
      .last()
      .click();
    await page.getByText('Configuration', { exact: true }).click();
    await visible(page.getByText(/"maxTokens": 220/));
    await page.getByRole('combobox', { name: 'Compare with' }).click();
    await page.locator('.ant-select-item-option').first().click();
    await visible(page.getByRole('heading', { name: 'Comparison' }));
  });

  it('speaks Chinese, is readable on a telephone and threw no error on the way', async () => {
    await page.goto(`${api.url}/collections/${collectionId}/profile`);
    await button('中文').click();
    await visible(page.getByText('正在使用版本 2'));
    await visible(page.getByRole('heading', { name: '质量门禁' }));
    await visible(page.getByRole('heading', { name: '历史' }));
    await browser.screenshot('profile-zh', { fullPage: true });
    await page.setViewportSize({ width: 390, height: 780 });
    for (const path of [`/collections/${collectionId}/profile`, '/evaluations/compare', '/evaluations']) {
      await page.goto(api.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
    expect(browser.errors).toEqual([]);
  });
});
