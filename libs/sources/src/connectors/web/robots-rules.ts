import { MingdaError, userAgent } from '@mingda/platform';
import robotsParser from 'robots-parser';
import type { WebFetcher } from './web-fetcher.ts';

interface Rules {
  /** Undefined for an address of another site. */
  isAllowed(url: string, userAgent: string): boolean | undefined;
  /** Seconds. */
  getCrawlDelay(userAgent: string): number | undefined;
}

// Its types describe a default export, and the module itself is the function.
const parse = robotsParser as unknown as (url: string, text: string) => Rules;

/** RFC 9309 wants at least 500 KiB to be read. */
const mostBytes = 1024 * 1024;

/** What the `robots.txt` of each site allows, fetched once in a listing (RFC 9309). */
export class RobotsRules {
  readonly #rules = new Map<string, Promise<Rules>>();
  readonly #delays = new Map<string, number>();

  /**
   * @throws MingdaError `SOURCE_UNAVAILABLE` when a site's rules cannot be had just now: nothing of it may be read then
   */
  async allows(url: URL, fetcher: WebFetcher, signal: AbortSignal): Promise<boolean> {
    let rules = this.#rules.get(url.origin);
    if (rules === undefined) {
      rules = this.#fetch(url, fetcher, signal);
      this.#rules.set(url.origin, rules);
    }
    return (await rules).isAllowed(url.href, userAgent) ?? true;
  }

  /** What the site asks for between two requests, in milliseconds; 0 until its rules were read. */
  delayMs(url: URL): number {
    return this.#delays.get(url.host) ?? 0;
  }

  async #fetch({ origin, host }: URL, fetcher: WebFetcher, signal: AbortSignal): Promise<Rules> {
    const address = new URL('/robots.txt', origin);
    const rules = parse(address.href, await textOf(address, fetcher, signal));
    this.#delays.set(host, 1000 * (rules.getCrawlDelay(userAgent) ?? 0));
    return rules;
  }
}

/** A site without the file, or one that does not show it, sets no rules. */
async function textOf(address: URL, fetcher: WebFetcher, signal: AbortSignal): Promise<string> {
  try {
    const visited = await fetcher.visit(address, { mostBytes, signal });
    return visited.outcome === 'content' ? visited.content.toString('utf8') : '';
  } catch (error) {
    if (!(error instanceof MingdaError)) throw error;
    if (error.code === 'SOURCE_NOT_THERE' || error.code === 'SOURCE_DENIED') return '';
    if (error.code === 'FILE_TOO_LARGE') return 'User-agent: *\nDisallow: /';
    throw error;
  }
}
