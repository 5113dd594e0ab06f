import { uploadsUnderWay } from '../documents/use-uploads.ts';

/** Set in a tab that was loaded anew by itself; taken away when a person does so. */
const mark = 'mingda.reloaded';

interface Tab {
  readonly marks: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Whether loading the page anew loses nothing and does not end in an error of the browser. */
  readonly mayReload: () => Promise<boolean>;
  readonly reload: () => void;
}

/**
 * Files of a page that could not be loaded. A new release replaces them while tabs of the old one are open, so the tab
 * is loaded anew: by itself once, from then on when a person says so, hence never in a circle.
 */
export class LostFiles {
  readonly #tab: Tab;
  readonly #errors = new WeakSet<object>();
  readonly #listeners = new Set<() => void>();
  #reloading = false;

  constructor(tab: Tab) {
    this.#tab = tab;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly isReloading = (): boolean => this.#reloading;

  /** Whether an error is that of a lost file. */
  has(error: unknown): boolean {
    return error instanceof Error && this.#errors.has(error);
  }

  /** @param error what the import of the file threw */
  async add(error: Error): Promise<void> {
    this.#errors.add(error);
    if (this.#reloading || this.#tab.marks.getItem(mark) !== null) return;
    this.#show(true);
    if (await this.#tab.mayReload()) {
      this.#tab.marks.setItem(mark, 'yes');
      this.#tab.reload();
    } else {
      this.#show(false);
    }
  }

  /** Loads the tab anew because a person wants it. */
  reload(): void {
    this.#tab.marks.removeItem(mark);
    this.#tab.reload();
  }

  #show(reloading: boolean): void {
    this.#reloading = reloading;
    for (const listener of this.#listeners) listener();
  }
}

const isServed = (): Promise<boolean> =>
  fetch('/', { headers: { accept: 'text/html' }, cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );

/** Those of this tab. */
export const lostFiles = new LostFiles({
  marks: {
    getItem: (key) => sessionStorage.getItem(key),
    setItem: (key, value) => sessionStorage.setItem(key, value),
    removeItem: (key) => sessionStorage.removeItem(key),
  },
  mayReload: async () => !uploadsUnderWay() && (await isServed()),
  reload: () => window.location.reload(),
});

/** Takes note of every import that fails, as the build announces it, before the page learns of it. */
export function watchLostFiles(): void {
  window.addEventListener('vite:preloadError', (event: Event & { readonly payload?: unknown }) => {
    if (event.payload instanceof Error) void lostFiles.add(event.payload);
  });
}
