import { MingdaError } from '@mingda/platform';
import { binaryKind, isOle, oleKind, zipEntryNames } from './binary-kinds.ts';
import { conversionAdvice, formatOfExtension, isLegacy, type Format } from './formats.ts';
import { looksLikeText, readText } from './text-encoding.ts';

const headBytes = 4096;
const zipMark = Buffer.from('PK\x03\x04', 'latin1');

/**
 * The format of a file: what its content says goes before what its name says.
 * @throws MingdaError `FILE_EMPTY`, `FILE_TYPE_UNSUPPORTED` (with what to convert to), `FILE_ENCRYPTED`
 */
export function detectFormat(fileName: string, content: Uint8Array): Format {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.length === 0) throw new MingdaError('FILE_EMPTY', { subject: fileName });
  const extension = extensionOf(fileName);
  const named = formatOfExtension(extension);
  const found = formatByMark(fileName, bytes);
  if (found !== undefined) return found;
  if (!looksLikeText(bytes)) {
    const kind = binaryKind(bytes);
    if (kind === 'rtf' || (kind !== undefined && isPicture(kind))) return kind;
    if (kind === undefined && named !== undefined) return notAPicture(fileName, notLegacy(fileName, named));
    throw unsupported(fileName, kind ?? extension);
  }
  const head = readText(bytes.subarray(0, headBytes)).trimStart();
  if (head === '' && bytes.length <= headBytes)
    throw new MingdaError('FILE_EMPTY', { subject: fileName, detail: 'It holds white space only.' });
  if (head.startsWith('{\\rtf')) return 'rtf';
  if (named !== undefined && isTextFormat(named)) return named;
  const sniffed = formatOfText(head);
  if (sniffed !== undefined) return sniffed;
  return notAPicture(fileName, named === undefined || isLegacy(named) ? 'txt' : named);
}

/** Lower case, without the dot; empty when there is none. */
function extensionOf(fileName: string): string {
  return /\.([^./\\]{1,10})$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

function formatByMark(fileName: string, bytes: Buffer): Format | undefined {
  // Readers accept a PDF whose mark stands anywhere in the first kilobyte; a mail that quotes one starts otherwise.
  const mark = bytes.subarray(0, 1024).indexOf('%PDF-');
  if (mark === 0 || (mark > 0 && !looksLikeText(bytes.subarray(0, mark)))) return 'pdf';
  if (mark > 0 && extensionOf(fileName) === 'pdf') return 'pdf';
  const ole = oleKind(bytes);
  if (ole?.encrypted === true) {
    throw new MingdaError('FILE_ENCRYPTED', {
      subject: fileName,
      fixes: ['enter its password', 'remove the password and upload the file again'],
    });
  }
  if (ole?.kind === 'msg') return 'msg';
  if (ole !== undefined) return legacyKind(ole.kind) ?? refuse(fileName, ole.kind);
  return bytes.subarray(0, 4).equals(zipMark) ? formatOfZip(fileName, bytes) : undefined;
}

function formatOfZip(fileName: string, bytes: Buffer): Format {
  const kind = zipKind(fileName, bytes);
  if (kind === 'zip') throw unsupported(fileName, kind);
  return kind;
}

/** The format where it is one that a converter has to read, by a look at the first bytes. */
export function legacyFormat(fileName: string, content: Uint8Array): Format | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const mayBe = isOle(bytes) || bytes.toString('latin1', 0, 5) === '{\\rtf' || /\.xlsb$/i.test(fileName);
  // Protected files are the parser's: it opens them or says that they need a password.
  const format = mayBe && oleKind(bytes)?.encrypted !== true ? detectFormat(fileName, content) : undefined;
  return format !== undefined && isLegacy(format) ? format : undefined;
}

/** True for a ZIP of files; false for a document whose format packs itself into one. */
export function isArchive(fileName: string, content: Uint8Array): boolean {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return bytes.subarray(0, 4).equals(zipMark) && zipKind(fileName, bytes) === 'zip';
}

function zipKind(fileName: string, bytes: Buffer): Format | 'zip' {
  for (const name of zipEntryNames(bytes)) {
    if (name.startsWith('word/')) return 'docx';
    if (name.startsWith('ppt/')) return 'pptx';
    if (name === 'xl/workbook.bin') return 'xlsb';
    if (name.startsWith('xl/') && name.endsWith('.xml')) return 'xlsx';
    if (name === 'META-INF/container.xml') return 'epub';
  }
  const openDocument = openDocumentKind(bytes);
  if (openDocument !== undefined) return openDocument;
  const named = formatOfExtension(extensionOf(fileName));
  return named === 'odt' || named === 'ods' || named === 'odp' ? named : 'zip';
}

/** The first entry is `mimetype`, stored, so that its content stands at a fixed place (ODF 1.3 part 2, 3.3). */
function openDocumentKind(bytes: Buffer): Format | undefined {
  const mark = /mimetypeapplication\/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)/;
  const kind = mark.exec(bytes.toString('latin1', 0, 200))?.[1];
  return kind === undefined ? undefined : ({ text: 'odt', spreadsheet: 'ods', presentation: 'odp' } as const)[kind];
}

/** An old Office file shows what it is by its container. @throws MingdaError `FILE_CORRUPT` when only its name says so */
function notLegacy(fileName: string, named: Format): Format {
  if (isLegacy(named))
    throw new MingdaError('FILE_CORRUPT', { subject: fileName, detail: 'It is not an Office file.' });
  return named;
}

/** A picture shows what it is by its first bytes. @throws MingdaError `FILE_CORRUPT` when only its name says so */
function notAPicture(fileName: string, named: Format): Format {
  if (isPicture(named)) throw new MingdaError('FILE_CORRUPT', { subject: fileName, detail: 'It is not a picture.' });
  return named;
}

function isPicture(kind: string): kind is Format {
  return ['png', 'jpeg', 'webp', 'gif', 'bmp'].includes(kind);
}

function isTextFormat(format: Format): boolean {
  return ['txt', 'md', 'html', 'csv', 'tsv', 'json', 'eml'].includes(format);
}

/** Old systems export web pages and mails under the names of Office formats. */
function formatOfText(head: string): Format | undefined {
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i.test(head)) return 'html';
  if (/^(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Message-ID|Received):/i.test(head)) return 'eml';
  return undefined;
}

function legacyKind(kind: string): Format | undefined {
  return kind === 'doc' || kind === 'xls' || kind === 'ppt' ? kind : undefined;
}

function refuse(fileName: string, kind: string): never {
  throw unsupported(fileName, kind);
}

function unsupported(fileName: string, kind: string): MingdaError {
  return new MingdaError('FILE_TYPE_UNSUPPORTED', { subject: fileName, detail: conversionAdvice(kind) });
}
