import { OutboundHttp, type TargetGuard } from '@mingda/platform';
import type { ListedItem, ListingContext, SourceConnector } from '../source-connector.ts';
import { WebCrawl } from './web/web-crawl.ts';
import { usualTiming, type WebTiming } from './web/web-fetcher.ts';

/**
 * Web pages from start addresses and sitemaps, within the hosts of these. A page is read again when its content changes;
 * a site that answers conditional requests is not asked to send it twice.
 */
export class WebConnector implements SourceConnector<'web'> {
  readonly kind = 'web';
  readonly #http: OutboundHttp;
  readonly #timing: WebTiming;

  constructor(guard: TargetGuard, timing = usualTiming) {
    this.#http = new OutboundHttp(guard);
    this.#timing = timing;
  }

  list(context: ListingContext<'web'>): AsyncIterable<ListedItem> {
    return new WebCrawl(context, this.#http, this.#timing).entries();
  }
}
