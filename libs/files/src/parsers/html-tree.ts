import { type DefaultTreeAdapterMap, defaultTreeAdapter } from 'parse5';

export type HtmlNode = DefaultTreeAdapterMap['node'];
export type HtmlElement = DefaultTreeAdapterMap['element'];

export function isElement(node: HtmlNode): node is HtmlElement {
  return defaultTreeAdapter.isElementNode(node);
}

export function childrenOf(node: HtmlNode): HtmlNode[] {
  return 'childNodes' in node ? node.childNodes : [];
}

export function attribute(element: HtmlElement, name: string): string | undefined {
  return element.attrs.find((it) => it.name === name)?.value;
}

export function findAll(node: HtmlNode, wanted: (element: HtmlElement) => boolean): HtmlElement[] {
  const found: HtmlElement[] = [];
  const stack: HtmlNode[] = [node];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (isElement(at) && wanted(at)) found.push(at);
    // One by one: an element may have more children than a call may have arguments.
    for (const child of childrenOf(at).toReversed()) stack.push(child);
  }
  return found;
}

const neverShown = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'iframe',
  'object',
  'button',
  'select',
  'textarea',
  'input',
  'head',
  'nav',
  'dialog',
  'canvas',
  'audio',
  'video',
  'map',
]);
const furnitureRoles = new Set([
  'navigation',
  'banner',
  'contentinfo',
  'search',
  'menu',
  'menubar',
  'dialog',
  'alertdialog',
]);
const furnitureNames =
  /(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|cookie|cookies|advert|advertisement|pagination|pager|share|social|skip-link|noprint|footer-links|edit-?section|editsection)(?:$|[\s_-])/i;

/** Scripts, hidden parts and the furniture of a site: what a reader of the page's text does not read. */
export function isFurniture(element: HtmlElement): boolean {
  if (neverShown.has(element.tagName)) return true;
  if (attribute(element, 'hidden') !== undefined || attribute(element, 'aria-hidden') === 'true') return true;
  if (/(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(attribute(element, 'style') ?? '')) return true;
  if (furnitureRoles.has(attribute(element, 'role') ?? '')) return true;
  if (element.tagName === 'body' || element.tagName === 'main' || element.tagName === 'article') return false;
  const names = `${attribute(element, 'class') ?? ''} ${attribute(element, 'id') ?? ''}`;
  return furnitureNames.test(names) && linkShare(element) > 0.4;
}

/** Share of an element's text that is links: menus are nearly all link, prose hardly. */
export function linkShare(element: HtmlElement): number {
  const all = textLength(element);
  if (all === 0) return 0;
  const links = findAll(element, (it) => it.tagName === 'a').reduce((sum, it) => sum + textLength(it), 0);
  return links / all;
}

export function textLength(node: HtmlNode): number {
  if ('value' in node) return node.value.trim().length;
  if (isElement(node) && neverShown.has(node.tagName)) return 0;
  return childrenOf(node).reduce((sum, it) => sum + textLength(it), 0);
}
