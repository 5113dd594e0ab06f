import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screenshots, startApp, type RunningApp } from './running-app.ts';

const executablePath = process.env['MINGDA_CHROMIUM'] ?? '/usr/bin/chromium';
const takesScreenshots = process.env['MINGDA_SCREENSHOTS'] === '1';
const quiet = ['quic', 'background-networking', 'component-update', 'sync'].map((it) => `--disable-${it}`);
const patience = { timeout: 30_000 };

const leave = {
  name: 'leave.md',
  mimeType: 'text/markdown',
  buffer: Buffer.from(
    '# 休假制度\n\n正式员工每年有十天年假。没休完的年假可以结转到次年 3 月 31 日。\n\n病假需要医院证明。',
  ),
};
const question = '公司停车位怎么申请？';

describe.skipIf(!existsSync(executablePath))(`improving answers in a browser (${executablePath})`, () => {
  let app: RunningApp;
  let browser: Browser;
  let page: Page;
  const pageErrors: string[] = [];

  beforeAll(async () => {
    app = await startApp();
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...quiet],
    });
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 860 } });
    page.on('pageerror', (error) => pageErrors.push(error.message));
    page.setDefaultTimeout(30_000);
  });

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  const link = (name: string | RegExp): Locator => page.getByRole('link', { name, exact: true });
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });

  async function screenshot(name: string): Promise<void> {
    if (!takesScreenshots) return;
    await mkdir(screenshots, { recursive: true });
    await page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled' });
  }

  /** Both languages look at the same page. */
  async function screenshotBoth(name: string): Promise<void> {
    await screenshot(name);
    await button('中文').click();
    await button('English').waitFor();
    await screenshot(`${name}-zh`);
    await button('English').click();
    await button('中文').waitFor();
  }

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
    await screenshotBoth('gaps');
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
    await screenshotBoth('approved-answers');
    await link('Ask').click();
    const approved = await ask('请问停车证在哪儿办？');
    await approved.getByText('Approved answer', { exact: true }).waitFor();
    await approved.getByText(/^approved by /).waitFor();
    expect(await approved.locator('strong', { hasText: '停车位申请' }).count()).toBe(1);
    expect(await approved.locator('ol li').count()).toBeGreaterThanOrEqual(2);
    await screenshotBoth('approved-answer');
  });

  it('measures the gap again, and it closes', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Evaluation' }).click();
    await link('Gaps').click();
    await link(question).click();
    await button('It is fixed: measure').click();
    await expect.poll(() => page.getByText('Closed: every question is answered now.').isVisible(), patience).toBe(true);
    await page.getByText(/1 of 1 improved/).waitFor();
    await page.getByRole('region', { name: 'Questions' }).getByText('improved', { exact: true }).waitFor();
    await screenshotBoth('gap');
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
    await screenshotBoth('review');
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
    expect(pageErrors).toEqual([]);
  });
});
