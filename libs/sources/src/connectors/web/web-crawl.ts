import { formatOfExtension } from '@mingda/files';
import { MingdaError, type OutboundHttp } from '@mingda/platform';
import type { ListedItem, ListingContext, SourceItem } from '../../source-connector.ts';
import { CrawlMemory, type RememberedPage } from './crawl-memory.ts';
import { HeldContent } from './held-content.ts';
import { extensionOf, isAsset, pageAddress } from './page-address.ts';
import { extensionOfReply, readPage } from './page-content.ts';
import { RobotsRules } from './robots-rules.ts';
import { readSitemaps } from './sitemap-reader.ts';
import { WebFetcher, type Visited, type WebTiming } from './web-fetcher.ts';

interface Task {
  readonly url: URL;
  /** Links from a start address. */
  readonly depth: number;
  readonly from: 'start' | 'sitemap' | 'link';
}

/** Content of pages that may wait to be taken in. */
const mostHeldBytes = 64 * 1024 * 1024;
/** A site that fails so often in a row is away. */
const mostFaultsInARow = 10;
/** Faults of one page that keep its document: it may come back. */
const passing = new Set(['SOURCE_UNAVAILABLE', 'SOURCE_DENIED', 'SOURCE_ROBOTS', 'FILE_TOO_LARGE']);

/** One walk through the pages of a source, breadth first, so that a limit cuts what lies deepest. */
export class WebCrawl {
  readonly #context: ListingContext<'web'>;
  readonly #fetcher: WebFetcher;
  readonly #robots = new RobotsRules();
  readonly #memory: CrawlMemory;
  readonly #held = new HeldContent(mostHeldBytes);
  readonly #hosts = new Set<string>();
  readonly #tasks: Task[] = [];
  readonly #planned = new Set<string>();
  readonly #visited = new Set<string>();
  readonly #keys = new Set<string>();
  #faultsInARow = 0;
  /** Why pages may be missing that were there before. */
  #incomplete: MingdaError | undefined;

  constructor(context: ListingContext<'web'>, http: OutboundHttp, timing: WebTiming) {
    this.#context = context;
    this.#memory = new CrawlMemory(context.state);
    this.#fetcher = new WebFetcher(http, timing, (url) =>
      Math.max(context.settings.delayMs, this.#robots.delayMs(url)),
    );
  }

  async *entries(): AsyncGenerator<ListedItem> {
    const { maxPages } = this.#context.settings;
    await this.#planRoots();
    const roots = this.#tasks.length;
    let failedRoots = 0;
    let at = 0;
    for (let requests = 0; at < this.#tasks.length && requests < maxPages; at += 1) {
      const task = this.#tasks[at];
      if (this.#visited.has(task.url.href) || this.#keys.has(task.url.href)) continue;
      requests += 1;
      try {
        const item = await this.#page(task);
        this.#faultsInARow = 0;
        if (item !== undefined) yield item;
      } catch (error) {
        this.#context.signal.throwIfAborted();
        if (!(error instanceof MingdaError)) throw error;
        const failed = await this.#failure(task, error);
        if (failed !== undefined) yield failed;
        if (at < roots) failedRoots += 1;
        if (failedRoots === roots || this.#faultsInARow === mostFaultsInARow) throw error;
      }
    }
    const left = this.#tasks.slice(at).find(({ url }) => !this.#visited.has(url.href) && !this.#keys.has(url.href));
    if (left !== undefined) {
      const detail = `${maxPages} pages were read, the first one left out is this`;
      yield { key: left.url.href, error: new MingdaError('SOURCE_LIMIT', { subject: left.url.href, detail }) };
    }
    if (this.#incomplete !== undefined) throw this.#incomplete;
    this.#context.keepState(this.#memory.toState());
  }

  async #planRoots(): Promise<void> {
    const { settings, signal, logger } = this.#context;
    const starts = settings.startUrls.map((it) => addressOf(it));
    const sitemaps = settings.sitemaps.map((it) => addressOf(it));
    if (starts.length + sitemaps.length === 0) {
      throw new MingdaError('SOURCE_SETTINGS_INVALID', { detail: 'There is neither a start address nor a sitemap.' });
    }
    for (const url of [...starts, ...sitemaps]) this.#hosts.add(url.host);
    for (const url of starts) this.#plan({ url, depth: 0, from: 'start' });
    // One more than may be read shows that there are too many.
    const reading = { fetcher: this.#fetcher, signal, logger, most: settings.maxPages + 1 };
    for (const url of await readSitemaps(sitemaps, reading)) {
      this.#plan({ url, depth: settings.maxDepth, from: 'sitemap' });
    }
  }

  #plan(task: Task): void {
    const { maxPages, startUrls } = this.#context.settings;
    // Those behind the limit are never reached; one of them is enough to say so.
    if (this.#planned.has(task.url.href) || this.#tasks.length > maxPages * 2 + startUrls.length) return;
    this.#planned.add(task.url.href);
    this.#tasks.push(task);
  }

  async #page(task: Task): Promise<SourceItem | undefined> {
    const { signal, limits } = this.#context;
    if (!(await this.#robots.allows(task.url, this.#fetcher, signal))) {
      throw new MingdaError('SOURCE_ROBOTS', { subject: task.url.href });
    }
    const visited = await this.#fetcher.visit(task.url, {
      mostBytes: limits.fileBytes,
      signal,
      headers: (url) => conditionOf(this.#memory.before(url.href)),
      mayFollow: (to) => this.#mayFollow(task, to),
      wants: (url, headers) => extensionOfReply(url, headers) !== undefined,
    });
    this.#visited.add(task.url.href);
    const url = pageAddress(visited.url.href);
    if (url === undefined || (url.href !== task.url.href && this.#visited.has(url.href))) return undefined;
    this.#visited.add(url.href);
    if (visited.outcome === 'unwanted' && task.from === 'start') {
      throw new MingdaError('FILE_TYPE_UNSUPPORTED', { subject: url.href });
    }
    const { page, content } = this.#read(url, visited);
    if (page === undefined) return undefined;
    this.#memory.keep(url.href, page);
    this.#follow(task, page);
    const { key, fingerprint } = page;
    if (fingerprint === undefined || this.#keys.has(key)) return undefined;
    this.#keys.add(key);
    if (content !== undefined) this.#held.hold(key, content);
    return this.#item(url, page, fingerprint);
  }

  #read(url: URL, visited: Visited): { page: RememberedPage | undefined; content?: Buffer } {
    if (visited.outcome !== 'content') {
      return { page: visited.outcome === 'unchanged' ? this.#memory.before(url.href) : undefined };
    }
    const { content, links, ...page } = readPage(url, visited.headers, visited.content);
    const inside = links
      .flatMap((it) => pageAddress(it) ?? [])
      .filter((it) => this.#hosts.has(it.host) && !isAsset(it));
    return { page: { ...page, links: inside.map((it) => it.href) }, content };
  }

  #item(url: URL, { key, fileName }: RememberedPage, fingerprint: string): SourceItem {
    return {
      key,
      fileName,
      fingerprint,
      url: key,
      read: async (signal) => {
        const held = this.#held.take(key);
        if (held !== undefined) return held;
        const mostBytes = this.#context.limits.fileBytes;
        const mayFollow = async (to: URL): Promise<boolean> => this.#hosts.has(to.host);
        const visited = await this.#fetcher.visit(url, { mostBytes, signal, mayFollow });
        if (visited.outcome === 'content') return readPage(visited.url, visited.headers, visited.content).content;
        throw new MingdaError('SOURCE_ITEM_GONE', { subject: key });
      },
    };
  }

  #follow({ depth }: Task, { links }: RememberedPage): void {
    if (depth >= this.#context.settings.maxDepth) return;
    for (const link of links) {
      const url = pageAddress(link);
      if (url !== undefined && this.#hosts.has(url.host)) this.#plan({ url, depth: depth + 1, from: 'link' });
    }
  }

  #mayLead({ url, depth }: Task): boolean {
    const format = formatOfExtension(extensionOf(url.pathname));
    return depth < this.#context.settings.maxDepth && (format === undefined || format === 'html');
  }

  /** A start address may have moved to another host, which is then the site; other pages lead out of it that way. */
  async #mayFollow({ from }: Task, to: URL): Promise<boolean> {
    if (from === 'start') this.#hosts.add(to.host);
    if (!this.#hosts.has(to.host)) return false;
    if (await this.#robots.allows(to, this.#fetcher, this.#context.signal)) return true;
    throw new MingdaError('SOURCE_ROBOTS', { subject: to.href });
  }

  /**
   * What a page that could not be had means. It is told, save that a link to a dead or closed page is no news where there
   * is no document of it.
   */
  async #failure(task: Task, error: MingdaError): Promise<ListedItem | undefined> {
    const { href } = task.url;
    const before = this.#memory.before(href);
    const key = before?.key ?? href;
    const known = before !== undefined || (await this.#context.fingerprintOf(key)) !== undefined;
    if (before !== undefined && passing.has(error.code)) {
      this.#memory.keep(href, before);
      this.#follow(task, before);
    } else if (known && error.code === 'SOURCE_UNAVAILABLE' && this.#mayLead(task)) {
      // Its links are not known, so what lies behind it would be taken for vanished.
      this.#incomplete = error;
    }
    const isAway = error.code === 'SOURCE_UNAVAILABLE';
    this.#faultsInARow = isAway ? this.#faultsInARow + 1 : 0;
    const told =
      task.from === 'start' || isAway || error.code === 'FILE_TOO_LARGE' || (passing.has(error.code) && known);
    if (!told || this.#keys.has(key)) return undefined;
    this.#keys.add(key);
    return { key, error };
  }
}

function addressOf(text: string): URL {
  const url = pageAddress(text);
  if (url !== undefined) return url;
  throw new MingdaError('SOURCE_SETTINGS_INVALID', {
    subject: URL.parse(text)?.host ?? '',
    detail: 'An address must be http or https, without user and password, at most 1000 characters long.',
  });
}

function conditionOf(page: RememberedPage | undefined): Record<string, string> {
  if (page?.etag !== undefined) return { 'if-none-match': page.etag };
  return page?.modified === undefined ? {} : { 'if-modified-since': page.modified };
}
