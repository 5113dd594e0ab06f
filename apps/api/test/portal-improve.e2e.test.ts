import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, hasBrowser, TestBrowser } from './browser.ts';
import { startApp, type RunningApp } from './running-app.ts';

const patience = { timeout: 30_000 };

const leave = {
  name: 'leave.md',
  mimeType: 'text/markdown',
  buffer: Buffer.from(
    '# 休假制度\n\n正式员工每年有十天年假。没休完的年假可以结转到次年 3 月 31 日。\n\n病假需要医院证明。',
  ),
};
const question = '公司停车位怎么申请？';

describe.skipIf(!hasBrowser)(`improving answers in a browser (${executablePath})`, () => {
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

  async function ask(text: string): Promise<Locator> {
    await page.getByRole('textbox', { name: 'Your question' }).fill(text);
    await page.keyboard.press('Enter');
    const exchange = page.getByRole('main').getByRole('listitem').filter({ hasText: text }).last();
    await exchange.getByRole('group', { name: 'Was this helpful?' }).waitFor();
    return exchange;
  }

  it('asks something that the documents do not answer', async () => {
    await page.goto(app.url);
    await page.getByLabel('Administrator token').fill(app.adminToken);
    await button('Sign in').click();
    await button('New collection').click();
    await page.getByLabel('Name').fill('Handbook');
    await button('Create').click();
    await page.getByLabel('Choose files').last().setInputFiles([leave]);
    await page
      .getByRole('region', { name: 'Documents' })
      .getByText('Ready', { exact: true })
      .waitFor({ timeout: 60_000 });
    await link('Ask').click();
    const refused = await ask(question);
    await expect.poll(() => refused.getByText('The documents do not answer this').isVisible(), patience).toBe(true);
    const liked = await ask('没休完的年假可以结转到什么时候？');
    await liked.getByRole('button', { name: 'Helpful', exact: true }).click();
    await liked.getByText('Thank you, noted.').waitFor();
  });

  it('finds the question among the gaps and drafts an answer with one click', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Evaluation' }).click();
    await link('Gaps').click();
    await link(question).waitFor();
    await browser.screenshotBoth('gaps');
    await link(question).click();
    await page.getByRole('heading', { name: question, level: 1 }).waitFor();
    await button('It is fixed: measure').click();
    await page.getByText(/0 of 1 improved/).waitFor();
    await page.getByText('Open again: not every question is answered well now.').waitFor();
    await button('Write an approved answer').click();
    await page.getByRole('dialog').waitFor();
    expect(await page.getByLabel('Question', { exact: true }).inputValue()).toBe(question);
  });

  it('approves the answer, which is given from the next question on', async () => {
    await page
      .getByLabel('Answer', { exact: true })
      .fill('请按步骤办理：\n1. 在 OA 提交 **停车位申请**\n2. 行政部一个工作日内答复');
    await page.getByLabel('Other ways to ask it').fill('停车证在哪里办？');
    await button('Save and approve').click();
    await page.getByText('Approved: it answers from the next question on.').waitFor();
    await page.getByText('approved by', { exact: false }).first().waitFor();
    await browser.screenshotBoth('approved-answers');
    await link('Ask').click();
    const approved = await ask('请问停车证在哪儿办？');
    await approved.getByText('Approved answer', { exact: true }).waitFor();
    await approved.getByText(/^approved by /).waitFor();
    expect(await approved.locator('strong', { hasText: '停车位申请' }).count()).toBe(1);
    expect(await approved.locator('ol li').count()).toBeGreaterThanOrEqual(2);
    await browser.screenshotBoth('approved-answer');
  });

  it('measures the gap again, and it closes', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Evaluation' }).click();
    await link('Gaps').click();
    await link(question).click();
    await button('It is fixed: measure').click();
    await expect.poll(() => page.getByText('Closed: every question is answered now.').isVisible(), patience).toBe(true);
    await page.getByText(/1 of 1 improved/).waitFor();
    await page.getByRole('region', { name: 'Questions' }).getByText('improved', { exact: true }).waitFor();
    await browser.screenshotBoth('gap');
  });

  it('reviews answers with the keyboard alone', async () => {
    await link('Gaps').click();
    await link('Review').click();
    await page.getByLabel('You rate as').fill('Reviewer A');
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Collection' }).click();
    await page.getByTitle('Handbook', { exact: true }).click();
    await button('Draw answers now').click();
    await page.getByText(/^\d drawn$/).waitFor();
    const card = page.getByRole('article', { name: 'Question' });
    await card.waitFor();
    await page.getByRole('heading', { name: 'Review', level: 1 }).click();
    const first = (await card.getByRole('heading', { level: 2 }).textContent()) ?? '';
    await page.keyboard.press('1');
    await page.keyboard.press('g');
    await expect.poll(() => button('1 Correct').getAttribute('aria-pressed'), patience).toBe('true');
    await browser.screenshotBoth('review');
    await page.getByRole('heading', { name: 'Review', level: 1 }).click();
    await page.keyboard.press('Enter');
    await expect.poll(() => card.getByRole('heading', { level: 2 }).textContent(), patience).not.toBe(first);
    await page.keyboard.press('k');
    await expect.poll(() => card.getByRole('heading', { level: 2 }).textContent(), patience).toBe(first);
    await card.getByText('Saved').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('3');
    await expect.poll(() => button('3 Wrong').getAttribute('aria-pressed'), patience).toBe('true');
    const summary = page.getByRole('region', { name: 'What people say' });
    await expect.poll(() => summary.textContent(), patience).toMatch(/Correct1/);
    const satisfaction = page.getByRole('region', { name: /^Satisfaction/ });
    await expect.poll(() => satisfaction.textContent(), patience).toContain('100 %');
  });

  it('is readable on a telephone and threw no error on the way', async () => {
    await page.setViewportSize({ width: 390, height: 780 });
    for (const path of ['/gaps', '/reviews']) {
      await page.goto(app.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
    expect(browser.errors).toEqual([]);
  });
});
