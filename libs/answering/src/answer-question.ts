import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { AccessScope, Answer, AskEvent, Turn } from '@mingda/contracts';
import type { AnswerRepository, ConversationRepository, LexiconRepository } from '@mingda/database';
import { detectLanguage } from '@mingda/language';
import { MingdaError } from '@mingda/platform';
import type { Retrieve, RetrieveResult } from '@mingda/retrieval';
import type { Answerer, DraftAnswer } from './answerer.ts';
import type { ApprovedAnswers } from './approved/approved-answers.ts';
import { toCitations } from './citations.ts';
import { refusalText } from './refusal-text.ts';
import { TermStatisticsCache } from './term-statistics-cache.ts';

export interface AnswerQuestionRequest {
  readonly collectionId: string;
  readonly question: string;
  readonly conversationId?: string;
  readonly externalId?: string;
  /** The conversation so far, for callers that keep it themselves; ignored when `conversationId` is given. */
  readonly turns?: readonly Turn[];
  /** A saved version of the profile, such as a draft; the published one when absent. */
  readonly profileVersion?: number | undefined;
}

interface Dependencies {
  readonly retrieve: Retrieve;
  readonly lexicon: LexiconRepository;
  readonly conversations: ConversationRepository;
  readonly answers: AnswerRepository;
  /** Answers that people approved; they win over the documents. */
  readonly approved?: ApprovedAnswers | undefined;
  /** Called once an answer is in the log; must not throw. */
  readonly onLogged?: ((scope: AccessScope, collectionId: string, answer: Answer) => void) | undefined;
  readonly answerers: Readonly<Record<'extractive', Answerer>> & { readonly llm?: Answerer | undefined };
}

interface Finished {
  readonly draft: DraftAnswer | null;
  readonly answerer: Pick<Answerer, 'name'>;
  readonly answerMs: number;
  /** Some of the text was sent while it was being written. */
  readonly streamed: boolean;
}

/** Question in, cited answer or refusal out: the one answering path. The answer is logged before it is returned. */
export class AnswerQuestion {
  readonly #dependencies: Dependencies;
  readonly #terms: TermStatisticsCache;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
    this.#terms = new TermStatisticsCache(dependencies.lexicon);
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `CONVERSATION_NOT_FOUND`, `INFERENCE_QUEUE_FULL` */
  async execute(
    scope: AccessScope,
    request: AnswerQuestionRequest,
    watch: {
      readonly onEvent?: ((event: AskEvent) => void) | undefined;
      readonly signal?: AbortSignal | undefined;
    } = {},
  ): Promise<Answer> {
    const { onEvent, signal } = watch;
    const started = performance.now();
    const turns = await this.#turns(scope, request);
    const retrieved = await this.#dependencies.retrieve.execute(scope, {
      collectionId: request.collectionId,
      query: request.question,
      turns,
      ...(request.profileVersion === undefined ? {} : { profileVersion: request.profileVersion }),
      ...(signal === undefined ? {} : { signal }),
    });
    onEvent?.({ type: 'passages', passages: [...retrieved.passages] });
    const searched = performance.now();
    const approved = await this.#dependencies.approved?.find(scope, request.collectionId, {
      asked: request.question,
      question: retrieved.question,
    });
    const finished = approved
      ? { draft: approved.draft, answerer: approved, answerMs: performance.now() - searched, streamed: false }
      : await this.#draft({ request, retrieved, onEvent, signal });
    const answer: Answer = {
      ...toAnswer(request, retrieved, { ...finished, totalMs: performance.now() - started }),
      ...approved?.says,
    };
    const startsConversation = request.conversationId === undefined;
    await this.#log(scope, answer, { retrieved, draft: finished.draft, startsConversation });
    this.#dependencies.onLogged?.(scope, request.collectionId, answer);
    // What was not written piece by piece is shown at once, and only now: whether it is an answer has been decided.
    if (!finished.streamed) onEvent?.({ type: 'text', text: answer.text });
    onEvent?.({ type: 'answer', answer });
    return answer;
  }

  async #turns(scope: AccessScope, request: AnswerQuestionRequest): Promise<readonly Turn[]> {
    if (request.conversationId === undefined) return request.turns ?? [];
    const conversation = await this.#dependencies.conversations.get(scope, request.conversationId);
    if (conversation === null || conversation.collectionId !== request.collectionId) {
      throw new MingdaError('CONVERSATION_NOT_FOUND', { subject: request.conversationId });
    }
    return conversation.turns;
  }

  async #draft(given: {
    request: AnswerQuestionRequest;
    retrieved: RetrieveResult;
    onEvent: ((event: AskEvent) => void) | undefined;
    signal: AbortSignal | undefined;
  }): Promise<Finished> {
    const { request, retrieved, onEvent, signal } = given;
    const started = performance.now();
    const profile = retrieved.collection.profile.answering;
    const { answerers } = this.#dependencies;
    const answerer = (profile.answerer === 'llm' ? answerers.llm : undefined) ?? answerers.extractive;
    let streamed = false;
    const draft = await answerer.answer({
      asked: request.question,
      question: retrieved.question,
      found: retrieved.found,
      idf: await this.#terms.idf(retrieved.indexScope, retrieved.index, retrieved.question.terms),
      profile,
      onText: (text: string) => {
        streamed = true;
        onEvent?.({ type: 'text', text });
      },
      ...(signal === undefined ? {} : { signal }),
    });
    return { draft, answerer, answerMs: performance.now() - started, streamed };
  }

  async #log(
    scope: AccessScope,
    answer: Answer,
    seen: { retrieved: RetrieveResult; draft: DraftAnswer | null; startsConversation: boolean },
  ): Promise<void> {
    const { retrieved, draft, startsConversation } = seen;
    const collectionId = retrieved.collection.id;
    const trace = {
      searched: retrieved.question.text,
      candidates: retrieved.candidates.slice(0, 50),
      models: retrieved.question.vectors.map((it) => it.modelKey),
      answering: draft?.trace ?? null,
    };
    await this.#dependencies.answers.save(scope, { collectionId, answer, trace, startsConversation });
  }
}

function toAnswer(
  request: AnswerQuestionRequest,
  { collection, timings }: RetrieveResult,
  { draft, answerer, answerMs, totalMs }: Finished & { readonly totalMs: number },
): Answer {
  const { threshold, handOverBelow } = collection.profile.answering;
  const lang = detectLanguage(request.question);
  const confidence = draft?.confidence ?? 0;
  const answered = draft !== null && draft.text !== '' && confidence >= threshold;
  return {
    id: randomUUID(),
    conversationId: request.conversationId ?? randomUUID(),
    externalId: request.externalId ?? null,
    question: request.question,
    outcome: answered ? 'answered' : 'refused',
    text: answered ? draft.text : refusalText[lang],
    lang: answered ? detectLanguage(draft.text) : lang,
    confidence,
    handOver: !answered || confidence < handOverBelow,
    citations: answered ? toCitations(draft.quotes) : [],
    answerer: answerer.name,
    profileVersion: collection.profileVersion,
    timings: { totalMs, ...timings, answerMs },
    createdAt: new Date().toISOString(),
  };
}
