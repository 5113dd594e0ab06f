import type { PageReport } from '@mingda/contracts';

/** Pages whose content is not in the index. A scan with characters was read off its picture. */
export function isUnread({ state, characters }: PageReport): boolean {
  return state === 'failed' || state === 'empty' || (state === 'scan' && characters === 0);
}

/** Key of the page's text in the dictionary. */
export function pageStateOf({ state, characters }: PageReport): PageReport['state'] | 'recognised' {
  return state === 'scan' && characters > 0 ? 'recognised' : state;
}
