import { formatOfExtension } from '@mingda/files';

const mostCharacters = 1000;
/** Parameters that tell where a visitor came from and never what the page is. */
const tracking = /^(?:utm_\w+|gclid|fbclid|msclkid|spm|_ga)$/;
/** Kinds of files that pages link to and that are no documents. */
const assets = new Set(
  `7z apk avi avif bin bz2 css dmg eot exe flv gif gz ico iso jar jpeg jpg js m4a m4v map mjs mkv mov mp3 mp4 mpeg msi
  ogg otf png rar rss svg tar tgz tif tiff ttf wasm wav webm webp wmv woff woff2 xz zip`.split(/\s+/),
);

/**
 * An address in the one form that tells pages apart: without fragment, usual port and tracking parameters. Undefined for
 * what is no web page: other schemes, credentials in the address, more than 1000 characters.
 */
export function pageAddress(text: string, base?: URL): URL | undefined {
  const url = URL.parse(text.trim(), base?.href);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  url.hash = '';
  const parameters = [...url.searchParams];
  const kept = parameters.filter(([name]) => !tracking.test(name));
  // Written anew once: a page may link to an address with very many of them.
  if (kept.length < parameters.length) url.search = new URLSearchParams(kept).toString();
  return url.href.length > mostCharacters ? undefined : url;
}

/** Whether a link is not worth a request, judged by its extension. */
export function isAsset(url: URL): boolean {
  return assets.has(extensionOf(url.pathname));
}

/** The name that the site gives, else the last part of the path, with the extension of what was found there. */
export function fileNameOf(url: URL, extension: string, given?: string): string {
  const last = url.pathname.split('/').findLast((it) => it !== '') ?? url.hostname;
  const name = (given ?? decoded(last)).replaceAll(/[\p{Cc}/\\]/gu, '_').slice(0, 150);
  const format = formatOfExtension(extensionOf(name));
  return format !== undefined && format === formatOfExtension(extension) ? name : `${name}.${extension}`;
}

export function extensionOf(path: string): string {
  return /\.([a-z0-9]{1,5})$/i.exec(path)?.[1]?.toLowerCase() ?? '';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
