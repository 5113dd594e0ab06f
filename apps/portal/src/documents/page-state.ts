import type { PageReport } from '@mingda/contracts';

/** Pages whose content is not in the index. A scan with characters was read off its picture. */
export function isUnread({ state, characters }: PageReport): boolean {
  return state === 'failed' || state === 'empty' || (state === 'scan' && characters === 0);
}

/** Key of the page's text in the dictionary. */
function pageStateOf({ state, characters }: PageReport): PageReport['state'] | 'recognised' {
  return state === 'scan' && characters > 0 ? 'recognised' : state;
}

type PageStateKey = ReturnType<typeof pageStateOf>;

/** Pages that are more than text, neighbours of the same state as one entry: a scan may have hundreds. */
export function pageRuns(
  pages: readonly PageReport[],
): { readonly from: number; readonly to: number; readonly state: PageStateKey }[] {
  const runs: { from: number; to: number; state: PageStateKey }[] = [];
  for (const page of pages) {
    const state = pageStateOf(page);
    if (state === 'text' || state === 'table') continue;
    const last = runs.at(-1);
    if (last?.state === state && last.to === page.page - 1) last.to = page.page;
    else runs.push({ from: page.page, to: page.page, state });
  }
  return runs;
}
