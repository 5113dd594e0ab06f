import { randomUUID } from 'node:crypto';
import type { AccessScope, Answer, AskEvent, DialogueMemory, PassageView, Turn } from '@mingda/contracts';
import type { AnswerRecord, AnswerRepository, ConversationRepository } from '@mingda/database';
import {
  freshMemory,
  memoryBefore,
  messageKind,
  nextStep,
  remember,
  setAside,
  splitQuestion,
  turnsOf,
  type Happening,
} from '@mingda/dialogue';
import { detectLanguage } from '@mingda/language';
import { MingdaError } from '@mingda/platform';
import type { QuestionTargets } from '@mingda/retrieval';
import type { AnsweredQuestion, AnswerQuestion, AnswerQuestionRequest } from '../answer-question.ts';
import { combineParts } from './combine-parts.ts';
import { competingTopics } from './competing-topics.ts';
import type { CondenseQuestion } from './condense-question.ts';
import { dialogueTexts, offerOptions } from './dialogue-texts.ts';

interface Dependencies {
  readonly targets: QuestionTargets;
  readonly conversations: ConversationRepository;
  readonly answers: AnswerRepository;
  readonly answerQuestion: Pick<AnswerQuestion, 'execute'>;
  /** Rewrites follow-ups, where a language model is configured. */
  readonly condense?: CondenseQuestion | undefined;
  /** Called once an answer is in the log; must not throw. */
  readonly onLogged?: ((scope: AccessScope, collectionId: string, answer: Answer) => void) | undefined;
}

interface Watch {
  readonly onEvent?: ((event: AskEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is known when a message comes in. */
interface Coming {
  readonly scope: AccessScope;
  readonly request: AnswerQuestionRequest;
  readonly turns: readonly Turn[];
  readonly memory: DialogueMemory;
  readonly watch: Watch;
}

/** A message with the record of its reply, and what the conversation remembers of it. */
interface Replied {
  readonly record: AnswerRecord;
  readonly happening: Happening;
}

/**
 * A message of a conversation in, the reply out: greetings, thanks and wishes for a person are met without a search, several
 * questions in one are answered one by one, and the state of the conversation is kept with the log.
 */
export class Converse {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `CONVERSATION_NOT_FOUND`, `INFERENCE_QUEUE_FULL` */
  async execute(scope: AccessScope, request: AnswerQuestionRequest, watch: Watch = {}): Promise<Answer> {
    const coming = { scope, request, watch, ...(await this.#before(scope, request)) };
    const { record, happening } = await this.#reply(coming);
    const memory = remember(coming.memory, happening);
    const answer = this.#inState(record.answer, memory);
    const startsConversation = request.conversationId === undefined;
    await this.#dependencies.answers.save(scope, { ...record, answer, memory, startsConversation });
    this.#dependencies.onLogged?.(scope, record.collectionId, answer);
    watch.onEvent?.({ type: 'answer', answer });
    return answer;
  }

  /**
   * What the message of a logged answer would be replied now. Nothing is stored and nobody is told.
   * @throws MingdaError those of `execute`
   */
  async again(
    scope: AccessScope,
    logged: Answer,
    request: Omit<AnswerQuestionRequest, 'question'> & { readonly turns: readonly Turn[] },
  ): Promise<AnswerRecord> {
    const { question, dialogue } = logged;
    const memory = memoryBefore(logged);
    const { turns } = request;
    // The wish for a person beside a question is no part of what was searched.
    const said = dialogue?.intent === 'person' ? question : (dialogue?.searched ?? question);
    const coming = {
      scope,
      request: { ...request, question: said },
      turns,
      memory,
      watch: {},
    };
    const { record, happening } = await this.#reply(coming);
    const answer = this.#inState(record.answer, remember(memory, happening));
    return { ...record, answer: { ...answer, question } };
  }

  async #before(
    scope: AccessScope,
    { conversationId, collectionId, turns = [] }: AnswerQuestionRequest,
  ): Promise<Pick<Coming, 'turns' | 'memory'>> {
    if (conversationId === undefined) return { turns, memory: freshMemory };
    const conversation = await this.#dependencies.conversations.get(scope, conversationId);
    if (conversation === null || conversation.collectionId !== collectionId) {
      throw new MingdaError('CONVERSATION_NOT_FOUND', { subject: conversationId });
    }
    return { turns: conversation.context, memory: conversation.memory ?? freshMemory };
  }

  async #reply(coming: Coming): Promise<Replied> {
    const { request, memory } = coming;
    const own = messageKind(request.question);
    const { question, person } =
      own === null ? setAside(request.question) : { question: request.question, person: false };
    const next =
      person && question === '' ? nextStep(memory, request.question, 'person') : nextStep(memory, question, own);
    switch (next.step) {
      case 'answer':
        return person ? this.#answerAndHandOver(coming, next.question) : this.#answer(coming, next.question);
      case 'say':
        return this.#say(coming, dialogueTexts[next.what], { intent: next.what, happening: { kind: 'said' } });
      case 'hand-over':
        return this.#say(coming, dialogueTexts.handedOver, { intent: 'person', happening: { kind: 'handed-over' } });
      case 'wait':
        return this.#say(coming, dialogueTexts.waiting, { happening: { kind: 'said' } });
    }
  }

  /** Who asks something and wishes for a person gets both. */
  async #answerAndHandOver(coming: Coming, question: string): Promise<Replied> {
    // A person who comes asks back better.
    const { record, happening } = await this.#answer(coming, question, { asksBack: false });
    const handedOver = `\n${dialogueTexts.handedOver[detectLanguage(coming.request.question)]}`;
    const added = happening.kind === 'handed-over' ? '' : handedOver;
    if (added !== '') coming.watch.onEvent?.({ type: 'text', text: added });
    const { answer } = record;
    const dialogue = { state: 'asking' as const, ...answer.dialogue, intent: 'person' };
    return {
      record: { ...record, answer: { ...answer, text: answer.text + added, handOver: true, dialogue } },
      happening: { kind: 'handed-over' },
    };
  }

  async #answer(coming: Coming, question: string, { asksBack = true } = {}): Promise<Replied> {
    const { request, turns, memory, watch } = coming;
    const condensed = await this.#condensed(coming, question);
    const parts = splitQuestion(condensed.question);
    const asked: AnsweredQuestion & { readonly handsOver?: boolean } =
      parts.length === 1 ? await this.#one(coming, condensed) : await this.#several(coming, parts, condensed.turns);
    const searched = condensed.question === request.question ? {} : { searched: condensed.question };
    const { intent } = asked.record.answer.dialogue ?? {};
    const answer: Answer = {
      ...asked.record.answer,
      question: request.question,
      dialogue: { state: 'asking', ...asked.record.answer.dialogue, ...searched },
    };
    const record = { ...asked.record, answer };
    // An intent that hands over does so as a part of several questions too, once the others are answered.
    const partHandsOver = asked.handsOver === true;
    if ((partHandsOver || intent !== undefined) && !asked.streamed)
      watch.onEvent?.({ type: 'text', text: answer.text });
    if (partHandsOver) return { record, happening: { kind: 'handed-over' } };
    if (intent !== undefined) return { record, happening: { kind: answer.handOver ? 'handed-over' : 'said' } };
    // Only a refusal becomes a question back, once, and never one with a conversation that says what is meant.
    const options =
      asksBack && answer.outcome === 'refused' && turns.length === 0 && memory.state !== 'clarifying'
        ? competingTopics(question, asked.passages)
        : [];
    if (options.length === 0) {
      if (!asked.streamed) watch.onEvent?.({ type: 'text', text: answer.text });
      return { record, happening: { kind: 'answered', answer } };
    }
    const text = dialogueTexts.whichTopic[detectLanguage(question)];
    watch.onEvent?.({ type: 'text', text });
    return {
      record: { ...record, answer: { ...answer, text, handOver: false } },
      happening: { kind: 'asked-back', question, options },
    };
  }

  /** A follow-up in its own words, where the collection is answered by a language model; the rules weigh words otherwise. */
  async #condensed(coming: Coming, question: string): Promise<{ question: string; turns: readonly Turn[] }> {
    const { condense, targets } = this.#dependencies;
    const { scope, request, turns, watch } = coming;
    if (condense === undefined || turns.length === 0) return { question, turns };
    const { collection } = await targets.find(scope, request.collectionId, request.profileVersion);
    if (collection.profile.answering.answerer !== 'llm') return { question, turns };
    const rewritten = await condense.execute(question, turns, watch.signal);
    return rewritten === null ? { question, turns } : { question: rewritten, turns: [] };
  }

  #one(
    { scope, request, watch }: Coming,
    { question, turns }: { readonly question: string; readonly turns: readonly Turn[] },
  ): Promise<AnsweredQuestion> {
    return this.#dependencies.answerQuestion.execute(scope, { ...request, question, turns }, watch);
  }

  /** Part by part; each is asked after those before it, so that a part may point back at them. */
  async #several(
    coming: Coming,
    parts: readonly string[],
    turns: readonly Turn[],
  ): Promise<AnsweredQuestion & { readonly handsOver: boolean }> {
    const { watch } = coming;
    const said: Turn[] = [...turns];
    const records: AnswerRecord[] = [];
    const seen = new Map<string, PassageView>();
    for (const question of parts) {
      const quiet = { ...coming, watch: { signal: watch.signal } };
      const { record, passages } = await this.#one(quiet, { question, turns: [...said] });
      for (const passage of passages) if (!seen.has(passage.chunkId)) seen.set(passage.chunkId, passage);
      records.push(record);
      said.push(...turnsOf([record.answer]));
    }
    const passages = [...seen.values()];
    watch.onEvent?.({ type: 'passages', passages });
    const [first] = records;
    if (first === undefined) throw new MingdaError('INTERNAL', { detail: 'a question without parts' });
    const { parts: answered, ...together } = combineParts(records.map((it) => it.answer));
    const { approved: _approved, conflict: _conflict, ...answer } = first.answer;
    const trace = { ...(first.trace as object), parts: records.map((it) => it.trace) };
    return {
      record: { ...first, trace, answer: { ...answer, ...together, dialogue: { state: 'asking', parts: answered } } },
      passages,
      streamed: false,
      handsOver: records.some(({ answer: it }) => it.dialogue?.intent !== undefined && it.handOver),
    };
  }

  /** Says something without asking the documents. */
  async #say(
    { scope, request, watch }: Coming,
    texts: (typeof dialogueTexts)[keyof typeof dialogueTexts],
    { intent, happening }: { readonly intent?: string; readonly happening: Happening },
  ): Promise<Replied> {
    const started = performance.now();
    const { collection } = await this.#dependencies.targets.find(scope, request.collectionId, request.profileVersion);
    const lang = detectLanguage(request.question);
    const text = texts[lang];
    watch.onEvent?.({ type: 'passages', passages: [] });
    watch.onEvent?.({ type: 'text', text });
    const answer: Answer = {
      id: randomUUID(),
      conversationId: request.conversationId ?? randomUUID(),
      externalId: request.externalId ?? null,
      question: request.question,
      outcome: 'answered',
      text,
      lang,
      confidence: 1,
      handOver: happening.kind === 'handed-over' || intent === undefined,
      citations: [],
      answerer: 'dialogue',
      dialogue: { state: 'asking', ...(intent === undefined ? {} : { intent }) },
      profileVersion: collection.profileVersion,
      timings: { totalMs: performance.now() - started, embedMs: 0, searchMs: 0, answerMs: 0 },
      createdAt: new Date().toISOString(),
    };
    return { record: { collectionId: collection.id, answer, trace: null }, happening };
  }

  /** The answer as it leaves the conversation: with the state, what can be chosen, and the offer of a person. */
  #inState(answer: Answer, { state, slots }: DialogueMemory): Answer {
    const lang = detectLanguage(answer.question);
    const options = state === 'confirming' ? [...offerOptions[lang]] : slots.options;
    return {
      ...answer,
      ...(state === 'confirming' ? { text: `${answer.text}\n${dialogueTexts.offerPerson[lang]}` } : {}),
      dialogue: { ...answer.dialogue, state, ...(options === undefined ? {} : { options }) },
    };
  }
}
