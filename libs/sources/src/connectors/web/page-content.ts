import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { formatOfExtension, mediaTypeOf, readText, type Format } from '@mingda/files';
import { attachmentName } from './attachment-name.ts';
import type { RememberedPage } from './crawl-memory.ts';
import { extensionOf, fileNameOf, pageAddress } from './page-address.ts';
import { readPageHead, robotsDirectives, type PageHead } from './page-head.ts';

export interface ReadPage extends RememberedPage {
  readonly content: Buffer;
}

/** What is taken from the web; pictures, data and mail are left out although they can be read. */
const formats = [
  'html',
  'txt',
  'md',
  'csv',
  'tsv',
  'pdf',
  'docx',
  'pptx',
  'xlsx',
  'odt',
  'ods',
  'odp',
  'epub',
] as const;
const extensions = new Map<string, string>([
  ...formats.map((format: Format): [string, string] => [mediaTypeOf(format), format]),
  ['application/xhtml+xml', 'html'],
  ['text/x-markdown', 'md'],
]);
/** What servers say of files that they do not know. */
const unknown = new Set(['', 'application/octet-stream', 'binary/octet-stream', 'application/x-download']);
const textual = new Set(['html', 'txt', 'md', 'csv', 'tsv']);
const pages: PageHead = { links: [], base: undefined, canonical: undefined, noindex: false, nofollow: false };

/** The extension that tells the format of a reply, undefined for what is no document. */
export function extensionOfReply(url: URL, headers: IncomingHttpHeaders): string | undefined {
  const mediaType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const own = formatOfExtension(extensionOf(attachmentName(headers['content-disposition']) ?? url.pathname));
  // Markdown and tables often come as plain text.
  const isKnownText = own !== undefined && textual.has(own) && mediaType === 'text/plain';
  if (isKnownText || unknown.has(mediaType)) {
    if (own !== undefined && formats.some((format) => format === own)) return own;
    return mediaType === '' ? 'html' : undefined;
  }
  return extensions.get(mediaType);
}

/** A reply as a page: what it is, where it leads, whether it wants to be found. */
export function readPage(url: URL, headers: IncomingHttpHeaders, content: Buffer): ReadPage {
  const extension = extensionOfReply(url, headers) ?? 'html';
  const decoded = textual.has(extension) ? inUtf8(content, headers['content-type']) : content;
  const head = extension === 'html' ? readPageHead(readText(decoded)) : pages;
  const header = robotsDirectives([headers['x-robots-tag'] ?? []].flat().join(', '));
  const base = (head.base === undefined ? undefined : pageAddress(head.base, url)) ?? url;
  const canonical = head.canonical === undefined ? undefined : pageAddress(head.canonical, base);
  const links = head.nofollow || header.nofollow ? [] : head.links.map((it) => pageAddress(it, base)?.href);
  return {
    etag: headers.etag,
    modified: headers['last-modified'],
    key: (canonical?.host === url.host ? canonical : url).href,
    fileName: fileNameOf(url, extension, attachmentName(headers['content-disposition'])),
    fingerprint:
      head.noindex || header.noindex ? undefined : createHash('sha256').update(decoded).digest('hex').slice(0, 32),
    links: [...new Set(links.filter((it) => it !== undefined))],
    content: decoded,
  };
}

/** The header knows the encoding and the file does not; only the file is kept. */
function inUtf8(content: Buffer, contentType: string | undefined): Buffer {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  if (charset === undefined || charset === 'utf-8' || charset === 'utf8') return content;
  try {
    return Buffer.from(new TextDecoder(charset, { fatal: true }).decode(content));
  } catch {
    return content;
  }
}
