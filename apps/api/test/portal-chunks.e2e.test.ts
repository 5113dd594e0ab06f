import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { routes } from '@mingda/contracts';
import { testDatabases } from '@mingda/testing';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, TestBrowser } from './browser.ts';
import { runApi, upload, type RunningTestApi } from './running-api.ts';
import { sampleDocuments } from './running-app.ts';

const patience = { timeout: 60_000, interval: 200 };
const embedded = testDatabases().find((it) => it.kind === 'embedded');
const handbook = [
  '# Leave\n\nEvery employee has ten days of leave each year. Leave is asked for three days ahead.',
  '# Travel\n\nA night in a hotel costs four hundred at most. Meals are paid by the day.',
  '# Safety\n\nHelmets are worn in the workshop.',
];
/** A page that would leave a mark if a browser ever ran it as part of the portal. */
const hostile =
  '<html><body><h1>Notice</h1><p>The canteen opens at noon.</p><script>window.top.hacked = 1; document.title = "hacked"</script><img src=x onerror="window.top.hacked=2"></body></html>';

describe.skipIf(!hasBrowser)('passages and originals in a browser', () => {
  let api: RunningTestApi;
  let browser: TestBrowser;
  let page: Page;
  let params: { collectionId: string };

  beforeAll(async () => {
    if (embedded === undefined) throw new Error('no embedded database to test on');
    api = await runApi(embedded);
    const { id: collectionId, profile } = await api.call(routes.createCollection, { body: { name: 'Handbook' } });
    params = { collectionId };
    await api.call(routes.updateProfile, {
      params,
      body: { ...profile, chunking: { ...profile.chunking, maxTokens: 40 } },
    });
    await add('handbook.md', handbook.join('\n\n'));
    await add('notice.html', hostile);
    await add('device.pdf', new Uint8Array(await readFile(join(sampleDocuments, 'support', 'warranty-policy.pdf'))));
    browser = await TestBrowser.open();
    ({ page } = browser);
    await page.goto(api.url);
    await page.getByLabel('Administrator token').fill(api.admin);
    await browser.button('Sign in').click();
    await page.getByRole('heading', { name: 'Collections' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await api?.close();
  });

  async function add(name: string, content: string | Uint8Array<ArrayBuffer>): Promise<void> {
    const before = (await api.call(routes.listDocuments, { params, query: '?state=ready' })).total;
    const known = (await api.call(routes.listDocuments, { params, query: `?search=${name}` })).total > 0;
    await api.call(routes.uploadDocuments, { params, body: upload({ name, content }) });
    const ready = async (): Promise<boolean> => {
      const { items, total } = await api.call(routes.listDocuments, { params, query: '?state=ready' });
      const it = items.find(({ sourceKey }) => sourceKey === name);
      return known ? it !== undefined && it.latestVersion.id === it.currentVersionId : total > before;
    };
    while (!(await ready())) await sleep(100);
  }

  const text = (): Locator => page.getByRole('region', { name: 'Extracted text' });
  const passage = (number: number): Locator =>
    text()
      .getByRole('listitem')
      .filter({ hasText: `Passage ${number}` })
      .first();
  const visible = (it: Locator) => expect.poll(() => it.first().isVisible(), patience).toBe(true);

  async function open(name: string): Promise<void> {
    await page.goto(`${api.url}/collections/${params.collectionId}/documents`);
    await page
      .getByRole('region', { name: 'Documents' })
      .getByRole('listitem')
      .filter({ hasText: name })
      .getByRole('link')
      .first()
      .click();
    await visible(text());
  }

  async function act(number: number, name: string): Promise<void> {
    await browser.button(`Change passage ${number}`).click();
    await page.getByRole('menuitem', { name }).click();
  }

  async function found(query: string): Promise<string> {
    const { passages } = await api.call(routes.search, { params, body: { query, limit: 3 } });
    return passages.map((it) => it.text).join('\n');
  }

  it('rewrites a passage, which says who did it and still shows what the document says', async () => {
    await open('handbook.md');
    await act(2, 'Edit or split');
    const box = page.getByRole('textbox', { name: 'Text of passage 2' });
    await box.fill('Travel\nA night in a hotel costs six hundred at most.');
    await browser.button('Save').click();
    await visible(passage(2).getByText(/^edited by /));
    await visible(passage(2).getByText('six hundred'));
    await passage(2).getByRole('button', { name: 'Show what the document says' }).click();
    await visible(passage(2).getByText('four hundred'));
    expect(await found('hotel night six hundred')).toContain('six hundred');
    await browser.screenshot('chunks');
  });

  it('splits at the cursor, merges again and restores', async () => {
    await act(1, 'Edit or split');
    const box = page.getByRole('textbox', { name: 'Text of passage 1' });
    await box.press('Control+Home');
    const before = (await box.inputValue()).indexOf('Leave is asked');
    for (let at = 0; at < before; at += 1) await box.press('ArrowRight');
    await browser.button('Split at the cursor').click();
    await visible(passage(4));
    await act(1, 'Merge with the next');
    await expect.poll(() => passage(4).count(), patience).toBe(0);
    await act(1, 'Restore original');
    await expect
      .poll(
        () =>
          passage(1)
            .getByText(/^changed by /)
            .count(),
        patience,
      )
      .toBe(0);
  });

  it('switches a passage off, so that nobody finds it', async () => {
    await act(3, 'Switch off');
    await visible(passage(3).getByText('switched off'));
    expect(await found('Helmets workshop')).not.toContain('Helmets');
    await visible(page.getByRole('heading', { name: 'Changes by people' }));
  });

  it('keeps edits over a new version and lists what no longer applies, to be put in place by hand', async () => {
    await add('handbook.md', [handbook[2], handbook[1]?.replace('four', 'five'), handbook[0]].join('\n\n'));
    await open('handbook.md');
    const lost = page.getByRole('region', {
      name: '1 change no longer applies because the text of the document changed',
    });
    await visible(lost.getByText('six hundred'));
    await visible(passage(1).getByText('switched off'));
    await lost.getByRole('combobox', { name: 'Passage to replace' }).click();
    await page.getByTitle(/five hundred/).click();
    await lost.getByRole('button', { name: 'Put in its place' }).click();
    await expect.poll(() => lost.count(), patience).toBe(0);
    await visible(text().getByText('six hundred'));
    await expect.poll(() => text().getByText('five hundred').count(), patience).toBe(0);
  });

  it('shows a PDF in the viewer and never runs a page', async () => {
    await open('device.pdf');
    await page.getByText('Original', { exact: true }).click();
    const frame = page.locator('iframe[title="Original file"]');
    await visible(frame);
    expect(await frame.getAttribute('src')).toMatch(/^blob:/);

    await open('notice.html');
    await page.getByText('Original', { exact: true }).click();
    await visible(page.getByText('This kind of file cannot be shown here.'));
    await visible(text().getByText('The canteen opens at noon.'));
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined();

    const { items } = await api.call(routes.listDocuments, { params, query: '?search=notice' });
    const [document] = items;
    const path = `/api/v1/collections/${params.collectionId}/documents/${document?.id ?? ''}/versions/${document?.currentVersionId ?? ''}/original`;
    const reply = await fetch(api.url + path, { headers: { authorization: `Bearer ${api.admin}` } });
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(reply.headers.get('content-security-policy')).toContain('sandbox');
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await reply.text()).toBe(hostile);
  });

  it('previews how changed settings would cut a document', async () => {
    await page.goto(`${api.url}/collections/${params.collectionId}/profile`);
    await page.getByLabel('Chunk size', { exact: true }).fill('400');
    await page.keyboard.press('Tab');
    await browser.button('Preview passages').click();
    await page.getByRole('textbox', { name: 'or a sample text' }).fill(handbook.join('\n\n'));
    await browser.button('Show').click();
    const side = (name: string): Locator => page.getByRole('region', { name, exact: true });
    await visible(side('With these settings'));
    const count = async (name: string): Promise<number> => side(name).getByRole('listitem').count();
    expect(await count('Now')).toBeGreaterThan(await count('With these settings'));
    expect(browser.errors).toEqual([]);
  });
});
