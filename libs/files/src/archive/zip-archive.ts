import type { Readable } from 'node:stream';
import { MingdaError } from '@mingda/platform';
import { fromBufferPromise, type Entry } from 'yauzl';
import type { ExpansionBudget } from './expansion-budget.ts';

const maxEntries = 20_000;
/** Deflate packs text at most about 1:30 and blank spreadsheet rows 1:150; what lies beyond is made to harm. */
const maxRatio = 250;
const ratioFloorBytes = 32 * 1024 * 1024;

/**
 * A ZIP whose parts are read one at a time and counted while they unpack. Nothing is written to disk, so that paths in
 * entry names are only names.
 */
export class ZipArchive {
  readonly #entries: ReadonlyMap<string, ZipEntry>;
  readonly #budget: ExpansionBudget;

  private constructor(entries: ReadonlyMap<string, ZipEntry>, budget: ExpansionBudget) {
    this.#entries = entries;
    this.#budget = budget;
  }

  /** @throws MingdaError `FILE_CORRUPT`, `FILE_LIMIT_EXPANSION` for too many entries */
  static async open(bytes: Buffer, budget: ExpansionBudget): Promise<ZipArchive> {
    const zip = await fromBufferPromise(withoutTrailer(bytes), {
      lazyEntries: true,
      decodeStrings: false,
      validateEntrySizes: true,
    });
    if (zip.entryCount > maxEntries) {
      throw new MingdaError('FILE_LIMIT_EXPANSION', {
        detail: `It holds ${zip.entryCount} entries, more than ${maxEntries}.`,
      });
    }
    const entries = new Map<string, ZipEntry>();
    for await (const entry of zip.eachEntry()) {
      const name = partKey(entry.fileNameRaw.toString('utf8'));
      entries.set(name, { open: () => zip.openReadStreamPromise(entry), entry });
    }
    return new ZipArchive(entries, budget);
  }

  has(name: string): boolean {
    return this.#entries.has(partKey(name));
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  /**
   * The unpacked bytes of a part, piece by piece.
   * @throws MingdaError `FILE_CORRUPT` when it is missing, `FILE_ENCRYPTED`, `FILE_LIMIT_EXPANSION`
   */
  async *read(name: string): AsyncGenerator<Buffer> {
    const found = this.#entries.get(partKey(name));
    if (found === undefined) throw new MingdaError('FILE_CORRUPT', { detail: `The part ${name} is missing.` });
    if (found.entry.isEncrypted()) throw new MingdaError('FILE_ENCRYPTED');
    let expanded = 0;
    const stream = await found.open();
    for await (const piece of stream) {
      const bytes = Buffer.from(piece as Uint8Array);
      expanded += bytes.length;
      this.#budget.take(bytes.length);
      if (expanded > ratioFloorBytes && expanded > found.entry.compressedSize * maxRatio) {
        throw new MingdaError('FILE_LIMIT_EXPANSION', {
          detail: `The part ${name} unpacks to more than ${maxRatio} times its size.`,
        });
      }
      yield bytes;
    }
  }
}

interface ZipEntry {
  readonly entry: Entry;
  readonly open: () => Promise<Readable>;
}

/** Part names are compared without case (ECMA-376 part 2), and some writers use backslashes. */
function partKey(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
}

const endMark = Buffer.from('PK\x05\x06', 'latin1');
const endLength = 22;

/** Downloads and copies leave bytes behind the end record, which strict readers refuse: they are cut off. */
function withoutTrailer(bytes: Buffer): Buffer {
  const end = bytes.lastIndexOf(endMark);
  if (end < 0 || end + endLength > bytes.length) return bytes;
  const commentLength = bytes.readUInt16LE(end + 20);
  if (end + endLength + commentLength === bytes.length) return bytes;
  const cut = Buffer.from(bytes.subarray(0, end + endLength));
  cut.writeUInt16LE(0, 20 + end);
  return cut;
}
