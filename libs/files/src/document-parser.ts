import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError, type Config, type Logger } from '@mingda/platform';
import { ParserPool } from './pool/parser-pool.ts';

export interface DocumentParserOptions {
  readonly limits: Config['limits'];
  /** Files that are parsed at the same time, each in a thread of its own. */
  readonly threads: number;
  readonly logger: Logger;
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
}

/** Reads documents off the event loop, within limits of size, pages, time, memory and unpacked bytes. */
export class DocumentParser {
  readonly #limits: Config['limits'];
  readonly #pool: ParserPool;

  constructor(options: DocumentParserOptions) {
    const { limits, threads, logger, memoryMb = 1024, idleMs = 20_000 } = options;
    this.#limits = limits;
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
  async parse(input: DocumentInput, signal?: AbortSignal): Promise<ParsedDocument> {
    const { content, fileName } = input;
    if (content.byteLength === 0) throw new MingdaError('FILE_EMPTY', { subject: fileName });
    if (content.byteLength > this.#limits.fileBytes) {
      const detail = `It has ${megabytes(content.byteLength)} MiB, the limit is ${megabytes(this.#limits.fileBytes)} MiB.`;
      throw new MingdaError('FILE_TOO_LARGE', { subject: fileName, detail });
    }
    const { pages, expandedBytes } = this.#limits;
    const bytes = input.giveAway === true ? ownBuffer(content) : copyOf(content);
    return this.#pool.run({ content: bytes, fileName, limits: { pages, expandedBytes } }, signal);
  }

  async close(): Promise<void> {
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
