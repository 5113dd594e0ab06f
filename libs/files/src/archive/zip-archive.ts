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
  readonly #files: readonly ZipFile[];
  readonly #budget: ExpansionBudget;

  private constructor(files: readonly (ZipFile & ZipEntry)[], budget: ExpansionBudget) {
    this.#files = files;
    this.#entries = new Map(files.map((it) => [partKey(it.entry.fileNameRaw.toString('utf8')), it]));
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
    const files: (ZipFile & ZipEntry)[] = [];
    for await (const entry of zip.eachEntry()) {
      const open = (): Promise<Readable> => zip.openReadStreamPromise(entry);
      files.push({ name: fileNameOf(entry), bytes: entry.uncompressedSize, open, entry });
    }
    return new ZipArchive(files, budget);
  }

  has(name: string): boolean {
    return this.#entries.has(partKey(name));
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** Every entry under its name as written, in the order of the archive. */
  files(): readonly ZipFile[] {
    return this.#files;
  }

  /**
   * The unpacked bytes of one of `files()`; its name alone could mean another one of other case.
   * @throws MingdaError `FILE_ENCRYPTED`, `FILE_LIMIT_EXPANSION`
   */
  readFile(file: ZipFile): AsyncIterable<Buffer> {
    return this.#unpack(file as ZipFile & ZipEntry, file.name);
  }

  /**
   * The unpacked bytes of a part, piece by piece.
   * @throws MingdaError `FILE_CORRUPT` when it is missing, `FILE_ENCRYPTED`, `FILE_LIMIT_EXPANSION`
   */
  async *read(name: string): AsyncGenerator<Buffer> {
    const found = this.#entries.get(partKey(name));
    if (found === undefined) throw new MingdaError('FILE_CORRUPT', { detail: `The part ${name} is missing.` });
    yield* this.#unpack(found, name);
  }

  async *#unpack(found: ZipEntry, name: string): AsyncGenerator<Buffer> {
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

export interface ZipFile {
  readonly name: string;
  /** Unpacked size as the archive claims it. */
  readonly bytes: number;
}

interface ZipEntry {
  readonly entry: Entry;
  readonly open: () => Promise<Readable>;
}

const utf8Flag = 0x0800;

/** Names without the UTF-8 flag are in the code page of who packed them: on Chinese systems that is GB 18030. */
function fileNameOf(entry: Entry): string {
  const raw = entry.fileNameRaw;
  if ((entry.generalPurposeBitFlag & utf8Flag) !== 0) return raw.toString('utf8');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return new TextDecoder('gb18030').decode(raw);
  }
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
