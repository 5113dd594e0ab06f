import { z } from 'zod';

/** What is remembered of a page from one listing to the next. */
export interface RememberedPage {
  /** Validators of the reply, for the next conditional request. */
  readonly etag: string | undefined;
  readonly modified: string | undefined;
  /** The address that the page is known by. */
  readonly key: string;
  readonly fileName: string;
  /** Undefined for a page that does not want to be found. */
  readonly fingerprint: string | undefined;
  /** Where it leads within the site: an unchanged page is not sent again, so its links must be known. */
  readonly links: readonly string[];
}

const mostCharacters = 3_900_000;
const index = z.number().int().min(0);

/** Addresses once each; pages and links by their place among them. Short names: there may be 50,000 pages. */
const storedSchema = z.object({
  version: z.literal(1),
  urls: z.array(z.string()),
  pages: z.array(
    z.object({
      u: index,
      k: index.optional(),
      n: z.string(),
      f: z.string().optional(),
      e: z.string().optional(),
      m: z.string().optional(),
      l: z.array(index),
    }),
  ),
});
type Stored = z.infer<typeof storedSchema>;

export class CrawlMemory {
  readonly #before = new Map<string, RememberedPage>();
  readonly #now = new Map<string, RememberedPage>();

  /** What cannot be read is as good as nothing: pages are then fetched anew. */
  constructor(state: unknown) {
    const parsed = storedSchema.safeParse(state);
    if (!parsed.success) return;
    const { urls, pages } = parsed.data;
    for (const { u, k, n, f, e, m, l } of pages) {
      const url = urls[u];
      const key = urls[k ?? u];
      if (url === undefined || key === undefined) continue;
      const links = l.flatMap((at) => urls[at] ?? []);
      this.#before.set(url, { etag: e, modified: m, key, fileName: n, fingerprint: f, links });
    }
  }

  before(url: string): RememberedPage | undefined {
    return this.#before.get(url);
  }

  keep(url: string, page: RememberedPage): void {
    this.#now.set(url, page);
  }

  /** As JSON of bounded size; pages that do not fit are forgotten and cost a full request next time. */
  toState(): Stored {
    const places = new Map<string, number>();
    let characters = 100;
    const place = (url: string): number => {
      const known = places.get(url);
      if (known !== undefined) return known;
      places.set(url, places.size);
      characters += url.length + 5;
      return places.size - 1;
    };
    const pages: Stored['pages'] = [];
    for (const [url, page] of this.#now) {
      const u = place(url);
      pages.push({
        u,
        ...(page.key === url ? {} : { k: place(page.key) }),
        n: page.fileName,
        ...(page.fingerprint === undefined ? {} : { f: page.fingerprint }),
        ...(page.etag === undefined ? {} : { e: page.etag }),
        ...(page.modified === undefined ? {} : { m: page.modified }),
        l: page.links.map(place),
      });
      characters += JSON.stringify(pages.at(-1)).length + 1;
      if (characters > mostCharacters) {
        pages.pop();
        break;
      }
    }
    return { version: 1, urls: [...places.keys()], pages };
  }
}
