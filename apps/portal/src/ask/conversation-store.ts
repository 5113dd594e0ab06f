import type { Answer, AskEvent, PassageView, SearchFilter } from '@mingda/contracts';
import { ApiError, toApiError } from '../api/api-error.ts';

export type ExchangeState = 'searching' | 'answering' | 'done' | 'stopped' | 'failed';

/** One question with all that has come back so far. */
export interface Exchange {
  readonly id: number;
  readonly question: string;
  readonly state: ExchangeState;
  readonly passages: readonly PassageView[];
  /** The text streamed so far; the final answer replaces it. */
  readonly text: string;
  readonly answer: Answer | null;
  readonly error: ApiError | null;
}

interface Question {
  readonly question: string;
  readonly conversationId?: string;
  readonly filter?: SearchFilter;
}

export type Asker = (body: Question, signal: AbortSignal) => AsyncIterable<AskEvent>;

/** The conversation with one collection. It outlives its page, so that a look at the documents does not lose it. */
export class ConversationStore {
  private exchanges: readonly Exchange[] = [];
  private conversationId: string | undefined;
  private running: AbortController | null = null;
  private lastId = 0;
  private readonly listeners = new Set<() => void>();
  private readonly ask: Asker;

  constructor(ask: Asker) {
    this.ask = ask;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): readonly Exchange[] => this.exchanges;

  /** @param filter conditions on the documents that may answer */
  async send(question: string, filter: SearchFilter = []): Promise<void> {
    this.stop();
    const running = new AbortController();
    this.running = running;
    const id = ++this.lastId;
    const started: Exchange = { id, question, state: 'searching', passages: [], text: '', answer: null, error: null };
    this.replace([...this.exchanges, started]);
    const body: Question = {
      question,
      ...(this.conversationId === undefined ? {} : { conversationId: this.conversationId }),
      ...(filter.length === 0 ? {} : { filter }),
    };
    try {
      for await (const event of this.ask(body, running.signal)) this.receive(id, event);
      this.endUnanswered(id);
    } catch (error) {
      if (running.signal.aborted) this.change(id, () => ({ state: 'stopped' }));
      else this.change(id, () => ({ state: 'failed', error: toApiError(error) }));
    }
  }

  stop(): void {
    this.running?.abort();
    this.running = null;
  }

  clear(): void {
    this.stop();
    this.conversationId = undefined;
    this.replace([]);
  }

  private receive(id: number, event: AskEvent): void {
    switch (event.type) {
      case 'passages':
        return this.change(id, () => ({ state: 'answering', passages: event.passages }));
      case 'text':
        return this.change(id, (it) => ({ state: 'answering', text: it.text + event.text }));
      case 'answer':
        this.conversationId = event.answer.conversationId;
        return this.change(id, () => ({ state: 'done', answer: event.answer }));
      case 'error':
        throw new ApiError({ code: event.code, status: 0, title: event.title, titleZh: event.titleZh });
    }
  }

  /** A stream that ends without an answer was cut by something between the server and the browser. */
  private endUnanswered(id: number): void {
    const exchange = this.exchanges.find((it) => it.id === id);
    if (exchange?.answer === null) throw new TypeError('the stream ended without an answer');
  }

  private change(id: number, change: (exchange: Exchange) => Partial<Exchange>): void {
    this.replace(this.exchanges.map((it) => (it.id === id ? { ...it, ...change(it) } : it)));
  }

  private replace(exchanges: readonly Exchange[]): void {
    this.exchanges = exchanges;
    for (const listener of this.listeners) listener();
  }
}
