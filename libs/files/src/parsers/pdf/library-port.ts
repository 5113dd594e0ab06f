export type PdfLibrary = typeof import('pdfjs-dist/legacy/build/pdf.mjs');

type Listener = (event: { readonly data: unknown }) => void;

/** The parts of the library's messages that are looked at; its two halves run in one thread and talk through this. */
interface Message {
  readonly action?: string;
  readonly data?: unknown;
  readonly chunk?: unknown;
}

interface Commands {
  readonly fnArray: readonly number[];
  readonly argsArray: readonly unknown[];
}

/**
 * What the library's reading half says to its displaying half, without what only a display needs: outlines of glyphs and
 * commands that draw no line. Copying those took a third of the time of a page. Messages of any other form go as they are.
 */
export class LibraryPort {
  readonly #wanted: ReadonlySet<number>;
  readonly #listeners = new Set<Listener>();

  /** @param wanted operators of commands that are to arrive */
  constructor(wanted: ReadonlySet<number>) {
    this.#wanted = wanted;
  }

  postMessage(message: Message, transfer?: ArrayBuffer[] | null): void {
    const lean = this.#lean(message);
    if (lean === undefined) return;
    const event = { data: structuredClone(lean, { transfer: transfer ?? [] }) as unknown };
    queueMicrotask(() => {
      for (const listener of this.#listeners) listener(event);
    });
  }

  addEventListener(_name: 'message', listener: Listener, options?: { readonly signal?: AbortSignal }): void {
    this.#listeners.add(listener);
    options?.signal?.addEventListener('abort', () => this.#listeners.delete(listener));
  }

  removeEventListener(_name: 'message', listener: Listener): void {
    this.#listeners.delete(listener);
  }

  #lean(message: Message): Message | undefined {
    if (message.action === 'commonobj') return withoutGlyphs(message);
    if (!isCommands(message.chunk)) return message;
    const { fnArray, argsArray } = message.chunk;
    const kept = [...fnArray.keys()].filter((at) => this.#wanted.has(fnArray[at] ?? -1));
    const chunk = {
      ...message.chunk,
      fnArray: kept.map((at) => fnArray[at]),
      argsArray: kept.map((at) => argsArray[at]),
      length: kept.length,
    };
    return { ...message, chunk };
  }
}

/** `[id, kind, content]`: outlines of single glyphs are dropped, of a font the name and the flags are kept. */
function withoutGlyphs(message: Message): Message | undefined {
  if (!Array.isArray(message.data)) return message;
  const [id, kind, content] = message.data as readonly unknown[];
  if (kind === 'FontPath') return undefined;
  if (kind !== 'Font' || !isFont(content)) return message;
  return { ...message, data: [id, kind, { buffer: content.buffer, extra: { name: content.extra.name } }] };
}

function isFont(content: unknown): content is { readonly buffer: unknown; readonly extra: { readonly name: unknown } } {
  if (typeof content !== 'object' || content === null || !('buffer' in content) || !('extra' in content)) return false;
  return typeof content.extra === 'object' && content.extra !== null && 'name' in content.extra;
}

function isCommands(chunk: unknown): chunk is Commands {
  return typeof chunk === 'object' && chunk !== null && 'fnArray' in chunk && 'argsArray' in chunk;
}
