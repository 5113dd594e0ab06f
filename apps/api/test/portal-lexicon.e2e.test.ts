import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, hasBrowser, TestBrowser } from './browser.ts';
import { startApp, type RunningApp } from './running-app.ts';

const patience = { timeout: 30_000 };

const file = (name: string, text: string) => ({ name, mimeType: 'text/markdown', buffer: Buffer.from(text) });
const files = [
  file('leave.md', '# 请假制度\n\n普通员工的年假为 10 天，工龄满十年为 15 天。'),
  file('gateway.md', '# 云雀智联网关\n\n云雀智联网关重启后需要三分钟才能联网。'),
];

describe.skipIf(!hasBrowser)(`words, fields and filters in a browser (${executablePath})`, () => {
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
  const results = () => page.getByRole('main').getByRole('listitem');

  async function search(text: string): Promise<void> {
    await page.getByLabel('Test query').fill(text);
    await page.keyboard.press('Enter');
    await results().first().waitFor();
  }

  it('takes words, synonyms and fields', async () => {
    await page.goto(app.url);
    await page.getByLabel('Administrator token').fill(app.adminToken);
    await button('Sign in').click();
    await button('New collection').click();
    await page.getByLabel('Name').fill('Handbook');
    await button('Create').click();
    await page.getByLabel('Choose files').last().setInputFiles(files);
    await expect
      .poll(() => page.getByRole('region', { name: 'Documents' }).getByText('Ready', { exact: true }).count(), {
        timeout: 60_000,
      })
      .toBe(2);
    await link('Words and fields').click();
    await page.getByText('No word yet.').waitFor();
    await page.getByLabel('New words, one a line').fill('云雀智联网关\n云雀平台');
    await button('Add words').click();
    await button('Delete 云雀平台').click();
    await button('Delete 云雀平台').waitFor({ state: 'detached' });
    await page.getByText('Every document is analysed with the words of now.').waitFor(patience);

    await button('Add synonyms').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Words, one a line').fill('年休假');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Write at least two words.').waitFor();
    await dialog.getByLabel('Words, one a line').fill('年休假\n年假');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('年休假 = 年假').waitFor();

    await button('Add field').click();
    await page.getByLabel('Name', { exact: true }).fill('department');
    await page.getByLabel('Label', { exact: true }).fill('Department');
    await button('Save fields').click();
    await page.getByText('Documents lose the values of fields that you remove.').waitFor();
    await browser.screenshotBoth('lexicon');
  });

  it('tags documents, one and many', async () => {
    await link('Documents').click();
    await button('Tag documents').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Documents').click();
    await page.getByTitle('请假制度').click();
    const aside = dialog.getByText('Changes many documents at once');
    await aside.click();
    await dialog.getByLabel('Add tags').fill('policy');
    await page.keyboard.press('Enter');
    await aside.click();
    await dialog.getByLabel('Department').fill('HR');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('1 document changed').waitFor();
    await link('请假制度').click();
    const box = page.getByRole('region', { name: 'Tags and fields' });
    await box.getByText('policy', { exact: true }).waitFor();
    await expect.poll(() => box.getByText('HR', { exact: true }).isVisible(), patience).toBe(true);
    await page.goBack();
  });

  it('shows what a synonym led to, and narrows results by a filter', async () => {
    await link('Search test').click();
    await search('年休假');
    await page.getByText('Also searched for “年假” (年休假)').waitFor();
    await expect.poll(() => results().count(), patience).toBe(2);
    await button('Add filter').click();
    await page.getByRole('combobox', { name: 'Value' }).fill('policy');
    await button('Apply').click();
    await expect.poll(() => results().count(), patience).toBe(1);
    await browser.screenshotBoth('search-filter');
    await page.getByLabel('Remove filter Tag is policy').click();
    await expect.poll(() => results().count(), patience).toBe(2);
    expect(browser.errors).toEqual([]);
  });
});
