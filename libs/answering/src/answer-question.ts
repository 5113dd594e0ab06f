import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { AccessScope, Answer, AskEvent, Collection, PassageView, SearchFilter, Turn } from '@mingda/contracts';
import type { AnswerRecord } from '@mingda/database';
import { detectLanguage } from '@mingda/language';
import type { Retrieve, RetrieveResult } from '@mingda/retrieval';
import type { Answerer, DraftAnswer } from './answerer.ts';
import type { ApprovedAnswers } from './approved/approved-answers.ts';
import { toCitations } from './citations.ts';
import { findConflict } from './conflicts/find-conflict.ts';
import { sideBySide, type DocumentDates } from './conflicts/side-by-side.ts';
import type { IntentRouter } from './dialogue/intent-router.ts';
import { understoodAs } from './dialogue/understood-as.ts';
import { traceOf } from './explain/answer-trace.ts';
import { refusalText } from './refusal-text.ts';

export interface AnswerQuestionRequest {
  readonly collectionId: string;
  readonly question: string;
  readonly conversationId?: string;
  readonly externalId?: string;
  /** The conversation so far. */
  readonly turns?: readonly Turn[];
  /** A saved version of the profile, such as a draft; the published one when absent. */
  readonly profileVersion?: number | undefined;
  /** Conditions on the documents that may answer. */
  readonly filter?: SearchFilter | undefined;
}

interface Dependencies {
  readonly retrieve: Retrieve;
  /** Answers that people approved; they win over the documents. */
  readonly approved?: ApprovedAnswers | undefined;
  /** Messages that are no questions for the documents. */
  readonly intents?: Pick<IntentRouter, 'route'> | undefined;
  /** Dates of documents, to show those that contradict each other with them. */
  readonly dates?: DocumentDates | undefined;
  readonly answerers: Readonly<Record<'extractive', Answerer>> & { readonly llm?: Answerer | undefined };
}

interface Finished {
  readonly draft: DraftAnswer | null;
  readonly answerer: Pick<Answerer, 'name'>;
  readonly answerMs: number;
  /** Some of the text was sent while it was being written. */
  readonly streamed: boolean;
}

/** An answer as it would be logged, and what it was made of. */
export interface AnsweredQuestion {
  readonly record: AnswerRecord;
  readonly passages: readonly PassageView[];
  /** Some of the text was sent while it was being written. */
  readonly streamed: boolean;
}

/** One question in, a cited answer or a refusal out. `Converse` is the way to it: there the message is met and logged. */
export class AnswerQuestion {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `PROFILE_VERSION_NOT_FOUND`, `DRAFT_NOT_INDEXED`, `FILTER_INVALID`, `INFERENCE_QUEUE_FULL` */
  async execute(
    scope: AccessScope,
    request: AnswerQuestionRequest,
    watch: {
      /** Passages, and text that is written piece by piece. */
      readonly onEvent?: ((event: AskEvent) => void) | undefined;
      readonly signal?: AbortSignal | undefined;
    } = {},
  ): Promise<AnsweredQuestion> {
    const { onEvent, signal } = watch;
    const started = performance.now();
    let approving: ReturnType<ApprovedAnswers['find']> | undefined;
    const retrieved = await this.#dependencies.retrieve.execute(scope, {
      collectionId: request.collectionId,
      query: request.question,
      turns: request.turns ?? [],
      filter: request.filter,
      onQuestion: (question) => {
        // Who wants an answer from certain documents is not given one from elsewhere.
        if (isFiltered(request)) return;
        approving = this.#dependencies.approved?.find(scope, request.collectionId, question);
        // A failure is met where it is awaited.
        approving?.catch(() => undefined);
      },
      onWords: (read, target) => {
        this.#answererOf(target.collection).prepare?.(read);
      },
      onCandidates: (leading, target) => {
        this.#answererOf(target.collection).foresee?.({ leading, storedIn: storedIn(target) });
      },
      onFound: (found, target) => {
        this.#answererOf(target.collection).expect?.({ found, storedIn: storedIn(target) });
      },
      ...(request.profileVersion === undefined ? {} : { profileVersion: request.profileVersion }),
      ...(signal === undefined ? {} : { signal }),
    });
    onEvent?.({ type: 'passages', passages: [...retrieved.passages] });
    const searched = performance.now();
    const approved = await approving;
    const said = approved ?? (await this.#dependencies.intents?.route(scope, request.collectionId, retrieved));
    const finished = said
      ? { draft: said.draft, answerer: said, answerMs: performance.now() - searched, streamed: false }
      : await this.#draft({ request, retrieved, onEvent, signal });
    const plain = toAnswer(request, retrieved, { ...finished, totalMs: performance.now() - started });
    const answer: Answer = {
      ...plain,
      ...(said ? said.says : await this.#contradicted(scope, plain, { draft: finished.draft, retrieved })),
    };
    return {
      record: { collectionId: retrieved.collection.id, answer, trace: traceOf(retrieved, finished.draft) },
      passages: retrieved.passages,
      streamed: finished.streamed,
    };
  }

  /** What is said instead where the documents found disagree. */
  async #contradicted(
    scope: AccessScope,
    { outcome, lang }: Answer,
    { draft, retrieved }: { draft: DraftAnswer | null; retrieved: RetrieveResult },
  ): Promise<Partial<Answer>> {
    const { dates } = this.#dependencies;
    if (outcome === 'refused' || draft === null || dates === undefined) return {};
    const conflict = findConflict(draft.quotes, { ...retrieved, words: retrieved.question.words });
    return conflict === null ? {} : sideBySide(conflict, dates, { scope, lang: lang === 'zh' ? 'zh' : 'en' });
  }

  #answererOf({ profile }: Collection): Answerer {
    const { answerers } = this.#dependencies;
    return (profile.answering.answerer === 'llm' ? answerers.llm : undefined) ?? answerers.extractive;
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
    const answerer = this.#answererOf(retrieved.collection);
    let streamed = false;
    const draft = await answerer.answer({
      asked: request.question,
      question: retrieved.question,
      found: retrieved.found,
      storedIn: storedIn(retrieved),
      idf: retrieved.idf,
      profile,
      onText: (text: string) => {
        streamed = true;
        onEvent?.({ type: 'text', text });
      },
      ...(signal === undefined ? {} : { signal }),
    });
    return { draft, answerer, answerMs: performance.now() - started, streamed };
  }
}

/** Where token vectors of the passages are to be found. */
const storedIn = ({ index, indexScope }: Pick<RetrieveResult, 'index' | 'indexScope'>): AccessScope | undefined =>
  index.profile.chunking.tokenVectors ? indexScope : undefined;

const isFiltered = ({ filter = [] }: AnswerQuestionRequest): boolean => filter.length > 0;

function toAnswer(
  request: AnswerQuestionRequest,
  { collection, question, timings }: RetrieveResult,
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
    ...understoodAs(question),
    profileVersion: collection.profileVersion,
    timings: { totalMs, ...timings, answerMs },
    createdAt: new Date().toISOString(),
  };
}
