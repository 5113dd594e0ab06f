import type { ParsedDocument } from '@mingda/contracts';
import type { ParsedContent } from './parsers/parse-content.ts';
import { MingdaError, type Config, type Logger } from '@mingda/platform';
import { targetOf, type Converter } from './conversion/converter.ts';
import { legacyFormat } from './detection/detect-format.ts';
import { ParserPool } from './pool/parser-pool.ts';
import type { TextRecogniser } from './recognition/recognition.ts';

export interface DocumentParserOptions {
  readonly limits: Config['limits'];
  /** Files that are parsed at the same time, each in a thread of its own. */
  readonly threads: number;
  readonly logger: Logger;
  /** Reads scanned pages and pictures; without it they are reported as pages without text. */
  readonly recogniser?: TextRecogniser | undefined;
  /** Reads old formats through new ones; without it they are refused. */
  readonly converter?: Converter | undefined;
  /** JavaScript heap of one thread in MiB; a file that needs more is refused as `PARSER_CRASHED`. */
  readonly memoryMb?: number;
  /** Time after which an unused thread is closed. */
  readonly idleMs?: number;
}

export interface DocumentInput {
  readonly content: Uint8Array;
  /** Its extension helps where the content does not tell the format; it names the file in errors. */
  readonly fileName: string;
  /** Gives the bytes away instead of copying them once: the caller's array is empty afterwards. */
  readonly giveAway?: boolean;
  /** Opens a protected file. */
  readonly password?: string;
  /** Pictures read so far, of how many: reading a page takes seconds. */
  readonly onPictures?: (done: number, total: number) => void;
}

/** Reads documents off the event loop, within limits of size, pages, time, memory and unpacked bytes. */
export class DocumentParser {
  readonly #limits: Config['limits'];
  readonly #pool: ParserPool;
  readonly #recogniser: TextRecogniser | undefined;
  readonly #converter: Converter | undefined;

  constructor(options: DocumentParserOptions) {
    const { limits, threads, logger, memoryMb = 1024, idleMs = 20_000 } = options;
    this.#limits = limits;
    this.#recogniser = options.recogniser;
    this.#converter = options.converter;
    this.#pool = new ParserPool({ threads: Math.max(1, threads), timeoutMs: limits.parseMs, memoryMb, idleMs, logger });
  }

  /** Threads that are alive now. */
  get threads(): number {
    return this.#pool.size;
  }

  /**
   * @throws MingdaError `FILE_EMPTY`, `FILE_TOO_LARGE`, `FILE_TYPE_UNSUPPORTED`, `FILE_CORRUPT`, `FILE_ENCRYPTED`,
   * `FILE_NO_TEXT`, `FILE_LIMIT_PAGES`, `FILE_LIMIT_EXPANSION`, `PARSE_TIMEOUT`, `PARSER_CRASHED`; the signal's reason
   * when called off
   */
  async parse(given: DocumentInput, signal?: AbortSignal): Promise<ParsedDocument> {
    const { fileName } = given;
    if (given.content.byteLength === 0) throw new MingdaError('FILE_EMPTY', { subject: fileName });
    if (given.content.byteLength > this.#limits.fileBytes) {
      const detail = `It has ${megabytes(given.content.byteLength)} MiB, the limit is ${megabytes(this.#limits.fileBytes)} MiB.`;
      throw new MingdaError('FILE_TOO_LARGE', { subject: fileName, detail });
    }
    const input = await this.#converted(given, signal);
    const { content } = input;
    const { pages, expandedBytes } = this.#limits;
    // The bytes are needed again only where pictures may have to be read.
    const keep = this.#recogniser !== undefined;
    const bytes = input.giveAway === true && !keep ? ownBuffer(content) : copyOf(content);
    const unlock = input.password === undefined ? {} : { password: input.password };
    const task = { fileName: input.fileName, limits: { pages, expandedBytes }, ...unlock };
    const first = await this.#pool.run({ ...task, content: bytes }, signal);
    const document = first.wanted.length === 0 ? first.document : await this.#readPictures(first, input, signal);
    if (document.blocks.length === 0) throw new MingdaError('FILE_NO_TEXT', { subject: fileName });
    return document;
  }

  /** A file of an old format as one of a new format, where a converter is at hand. */
  async #converted(input: DocumentInput, signal?: AbortSignal): Promise<DocumentInput> {
    const format = this.#converter === undefined ? undefined : legacyFormat(input.fileName, input.content);
    if (this.#converter === undefined || format === undefined) return input;
    try {
      const content = await this.#converter.convert({ content: input.content, format }, signal);
      return { ...input, content, fileName: `${input.fileName}.${targetOf(format)}`, giveAway: true };
    } catch (error) {
      throw error instanceof MingdaError ? error.about(input.fileName) : error;
    }
  }

  /** Reads the pictures that the first pass asked for, then the document with their texts in their places. */
  async #readPictures(first: ParsedContent, input: DocumentInput, signal?: AbortSignal): Promise<ParsedDocument> {
    const recogniser = this.#recogniser;
    if (recogniser === undefined) return first.document;
    const { content, fileName, onPictures } = input;
    const unlock = input.password === undefined ? {} : { password: input.password };
    const known = await recogniser.read(
      { content, wanted: first.wanted, inner: first.inner, ...unlock },
      { ...(onPictures === undefined ? {} : { onProgress: onPictures }), signal },
    );
    if (known.size === 0) return first.document;
    const { pages, expandedBytes } = this.#limits;
    const bytes = input.giveAway === true ? ownBuffer(content) : copyOf(content);
    const limits = { pages, expandedBytes };
    const second = await this.#pool.run({ content: bytes, fileName, limits, known, ...unlock }, signal);
    return second.document;
  }

  async close(): Promise<void> {
    await this.#recogniser?.close();
    await this.#pool.close();
  }
}

function ownBuffer(content: Uint8Array): ArrayBuffer {
  const { buffer } = content;
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === content.byteLength;
  return isWhole ? buffer : copyOf(content);
}

function copyOf(content: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(content.byteLength);
  new Uint8Array(copy).set(content);
  return copy;
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
