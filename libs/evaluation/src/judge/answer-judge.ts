import { setTimeout as sleep } from 'node:timers/promises';
import { detectLanguage } from '@mingda/language';
import type { ChatMessage, ChatWriter } from '@mingda/models';
import { toMingdaError } from '@mingda/platform';
import { citedSentences } from '../metrics/groundedness.metric.ts';
import type { AnswerJudgement, CitedPassage } from '../metrics/question-outcome.ts';
import { faithfulnessPrompt } from './prompts/faithfulness.v1.ts';
import { relevancePrompt } from './prompts/relevance.v1.ts';
import { readScore, readVerdicts } from './read-reply.ts';

/** An answer as the judge sees it. */
export interface JudgedAnswer {
  readonly question: string;
  readonly text: string;
  readonly citations: readonly CitedPassage[];
}

interface Options {
  readonly writer: Pick<ChatWriter, 'name' | 'stream'>;
  /** Waits before the second, third ... try after a fault of the remote side, in milliseconds. */
  readonly retryDelaysMs?: readonly number[];
}

const maxTokens = 600;
const defaultDelays = [1000, 4000] as const;
/** Faults that may pass. A reply that cannot be read is none: asking again at temperature 0 gives the same. */
const remoteFaults = new Set(['INFERENCE_TIMEOUT', 'INFERENCE_QUEUE_FULL', 'MODEL_UNAVAILABLE']);

/** A language model as a judge of answers: one call for faithfulness, one for relevance, by versioned prompts. */
export class AnswerJudge {
  readonly model: string;
  readonly prompts = { faithfulness: faithfulnessPrompt.version, relevance: relevancePrompt.version } as const;
  readonly #writer: Options['writer'];
  readonly #delays: readonly number[];

  constructor(options: Options) {
    this.#writer = options.writer;
    this.#delays = options.retryDelaysMs ?? defaultDelays;
    this.model = options.writer.name;
  }

  /**
   * Faithfulness is null without a citation or a sentence, and either part when the reply cannot be read.
   * @throws MingdaError what the writer throws, after the tries
   */
  async judge(answer: JudgedAnswer, signal?: AbortSignal): Promise<AnswerJudgement> {
    const { question, text, citations } = answer;
    const lang = detectLanguage(question);
    const statements = citedSentences(answer).map((sentence) => sentence.text);
    const faithfulness =
      statements.length === 0 || citations.length === 0
        ? null
        : readVerdicts(
            await this.#ask(
              faithfulnessPrompt.messages({ question, lang, statements, quotes: citations.map((it) => it.quote) }),
              signal,
            ),
            statements.length,
          );
    const relevance = readScore(await this.#ask(relevancePrompt.messages({ question, answer: text, lang }), signal));
    return { faithfulness, relevance };
  }

  async #ask(messages: readonly ChatMessage[], signal: AbortSignal | undefined): Promise<string> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        let reply = '';
        for await (const piece of this.#writer.stream(messages, { maxTokens, signal })) reply += piece;
        return reply;
      } catch (error) {
        const delay = this.#delays[attempt];
        const { code } = toMingdaError(error);
        if (code === 'MODEL_BAD_OUTPUT') return '';
        if (delay === undefined || !remoteFaults.has(code)) throw error;
        await sleep(delay, undefined, signal === undefined ? {} : { signal });
      }
    }
  }
}
