const signatures: readonly (readonly [kind: string, bytes: readonly number[]])[] = [
  ['rtf', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['bmp', [0x42, 0x4d]],
  ['tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  ['archive', [0x1f, 0x8b]],
  ['archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['archive', [0x52, 0x61, 0x72, 0x21]],
  ['archive', [0x42, 0x5a, 0x68]],
];

/** A bitmap's two-byte mark is also plausible text ("BM"): the caller asks only for content that is no text. */
export function binaryKind(content: Buffer): string | undefined {
  if (content.toString('latin1', 0, 4) === 'RIFF' && content.toString('latin1', 8, 12) === 'WEBP') return 'webp';
  return signatures.find(([, bytes]) => bytes.every((byte, at) => content[at] === byte))?.[0];
}

const oleMark = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const oleStreams: readonly (readonly [stream: Buffer, kind: string])[] = [
  [utf16('WordDocument'), 'doc'],
  [utf16('PowerPoint Document'), 'ppt'],
  [utf16('__properties_version1.0'), 'msg'],
  [utf16('Workbook'), 'xls'],
  [utf16('Book'), 'xls'],
];

export const isOle = (content: Buffer): boolean => content.subarray(0, 8).equals(oleMark);

export type OleKind = { readonly encrypted: true } | { readonly encrypted: false; readonly kind: string };

/** The old Office container, or undefined. New formats with a password are wrapped in it as `EncryptedPackage`. */
export function oleKind(content: Buffer): OleKind | undefined {
  if (!isOle(content)) return undefined;
  if (content.includes(utf16('EncryptedPackage'))) return { encrypted: true };
  const kind = oleStreams.find(([stream]) => content.includes(stream))?.[1] ?? 'ole';
  return kind === 'doc' && wordFlagSaysEncrypted(content) ? { encrypted: true } : { encrypted: false, kind };
}

/** MS-DOC 2.5.2, FibBase: magic A5EC at the start of the stream, fEncrypted is bit 8 of the flags at offset 10. */
function wordFlagSaysEncrypted(content: Buffer): boolean {
  const firstSector = 512;
  if (content.length < firstSector + 12 || content.readUInt16LE(firstSector) !== 0xa5ec) return false;
  return (content.readUInt16LE(firstSector + 10) & 0x0100) !== 0;
}

const localHeader = Buffer.from('PK\x03\x04', 'latin1');
const maxHeadersLookedAt = 5000;

/**
 * Names of a ZIP's entries from their local headers, so that a file that was cut off is still recognised as what it
 * was meant to be.
 */
export function* zipEntryNames(content: Buffer): Generator<string> {
  let at = content.indexOf(localHeader);
  for (let seen = 0; at >= 0 && seen < maxHeadersLookedAt; seen += 1) {
    if (at + 30 > content.length) return;
    const length = content.readUInt16LE(at + 26);
    yield content.toString('latin1', at + 30, at + 30 + length);
    at = content.indexOf(localHeader, at + 30 + length);
  }
}
