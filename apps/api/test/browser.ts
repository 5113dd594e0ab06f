import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright';
import { screenshots } from './running-app.ts';

export const executablePath = process.env['MINGDA_CHROMIUM'] ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(executablePath);
/** Screenshots of the documentation are written on request alone, so that a test run leaves the work tree clean. */
const takesScreenshots = process.env['MINGDA_SCREENSHOTS'] === '1';
const quiet = ['quic', 'background-networking', 'component-update', 'sync'].map((it) => `--disable-${it}`);

/** One page of a real browser, as a person has it before them. */
export class TestBrowser {
  readonly page: Page;
  readonly takesScreenshots = takesScreenshots;
  /** What scripts of the page threw and nobody caught. */
  readonly errors: string[] = [];
  readonly #browser: Browser;

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  static async open(context: BrowserContextOptions = {}): Promise<TestBrowser> {
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...quiet],
    });
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 860 }, ...context });
    page.setDefaultTimeout(60_000);
    return new TestBrowser(browser, page);
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async screenshot(name: string, options: { readonly fullPage?: boolean } = {}): Promise<void> {
    if (!takesScreenshots) return;
    await mkdir(screenshots, { recursive: true });
    await this.page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled', ...options });
  }

  /** The same page in English and, with `-zh` behind the name, in Chinese; English is what it ends with. */
  async screenshotBoth(name: string): Promise<void> {
    await this.screenshot(name);
    await this.button('中文').click();
    await this.button('English').waitFor();
    await this.screenshot(`${name}-zh`);
    await this.button('English').click();
    await this.button('中文').waitFor();
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
