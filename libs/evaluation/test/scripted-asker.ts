import {
  defaultProfile,
  type AccessScope,
  type Answer,
  type Citation,
  type Collection,
  type PassageView,
} from '@mingda/contracts';
import type { AnswerRequest, AskFunctions, RetrieveRequest } from '../src/run/ask-questions.ts';

export const scope: AccessScope = { tenantId: '00000000-0000-4000-8000-000000000001' };
export const collectionId = '00000000-0000-4000-8000-000000000002';

export interface Script {
  readonly answer?: string;
  readonly refused?: boolean;
  readonly cited?: readonly string[];
  /** Source keys of ranked chunks. */
  readonly chunks?: readonly string[];
  readonly answerError?: Error;
  readonly retrieveError?: Error;
}

/** A named fake of retrieval and answering: says what the script holds for each question, and remembers the calls. */
export class ScriptedAsker implements AskFunctions {
  readonly asked: AnswerRequest[] = [];
  readonly searched: RetrieveRequest[] = [];
  readonly order: string[] = [];
  running = 0;
  mostRunning = 0;
  readonly #script: Readonly<Record<string, Script>>;

  constructor(script: Readonly<Record<string, Script>>) {
    this.#script = script;
  }

  readonly answer = async (_scope: AccessScope, request: AnswerRequest, signal?: AbortSignal): Promise<Answer> => {
    signal?.throwIfAborted();
    this.asked.push(request);
    this.order.push(`answer ${request.question}`);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    await new Promise((resolve) => setImmediate(resolve));
    this.running -= 1;
    const script = this.#script[request.question] ?? {};
    if (script.answerError !== undefined) throw script.answerError;
    return {
      id: collectionId,
      conversationId: collectionId,
      externalId: request.externalId,
      question: request.question,
      outcome: script.refused === true ? 'refused' : 'answered',
      text: script.answer ?? '',
      lang: 'zh',
      confidence: 0.8,
      handOver: false,
      citations: (script.cited ?? []).map(
        (sourceKey, index) => ({ marker: index + 1, sourceKey, quote: script.answer ?? '' }) as Citation,
      ),
      answerer: 'scripted',
      profileVersion: 1,
      timings: { totalMs: 0, embedMs: 0, searchMs: 0, answerMs: 0 },
      createdAt: new Date(0).toISOString(),
    };
  };

  readonly retrieve = async (
    _scope: AccessScope,
    request: RetrieveRequest,
  ): Promise<{ passages: readonly PassageView[] }> => {
    this.searched.push(request);
    this.order.push(`retrieve ${request.query}`);
    const script = this.#script[request.query] ?? {};
    if (script.retrieveError !== undefined) throw script.retrieveError;
    return {
      passages: (script.chunks ?? [])
        .slice(0, request.limit)
        .map((sourceKey) => ({ sourceKey, alsoIn: [] as PassageView['alsoIn'] }) as PassageView),
    };
  };
}

export const oneCollection = {
  get: async (_scope: AccessScope, id: string): Promise<Collection | null> =>
    id === collectionId
      ? {
          id,
          name: '人事',
          description: '',
          profile: defaultProfile,
          profileVersion: 1,
          lexiconRevision: 0,
          documentCount: 12,
          chunkCount: 34,
          createdAt: new Date(0).toISOString(),
        }
      : null,
};
