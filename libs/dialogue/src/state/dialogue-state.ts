import type { Answer, Dialogue, DialogueMemory } from '@mingda/contracts';
import { normalizeText } from '@mingda/language';
import type { MessageKind } from './message-kind.ts';

/** Refusals in a row after which a person is offered. */
const refusalsBeforeOffer = 2;
const summaryLength = 20;

export const freshMemory: DialogueMemory = { state: 'asking', refusals: 0, slots: {}, summary: [] };

interface Reply {
  readonly answerer: string;
  readonly dialogue?: Dialogue | null | undefined;
}

/** Whether a reply only says that a person has the conversation. */
export const onlyWaits = ({ answerer, dialogue }: Reply): boolean =>
  answerer === 'dialogue' && dialogue?.state === 'handed-over' && dialogue.intent === undefined;

/** A memory from which a reply may have come, by what the reply says of itself: the least that leads there. */
export function memoryBefore(reply: Reply): DialogueMemory {
  const { state, intent } = reply.dialogue ?? { state: 'asking' };
  if (onlyWaits(reply)) return { ...freshMemory, state: 'handed-over' };
  if (intent === 'declined' || intent === 'person') return { ...freshMemory, state: 'confirming' };
  return state === 'confirming' ? { ...freshMemory, refusals: refusalsBeforeOffer - 1 } : freshMemory;
}

/** What is to be done with a message, given where its conversation stands. */
export type NextStep =
  /** Answer this question: the message, or the one that a choice has completed. */
  | { readonly step: 'answer'; readonly question: string }
  | { readonly step: 'say'; readonly what: 'greeting' | 'thanks' | 'declined' }
  | { readonly step: 'hand-over' }
  /** A person has the conversation. */
  | { readonly step: 'wait' };

/** Reads a message. Pure; the same memory and message always lead to the same step. */
export function nextStep(memory: DialogueMemory, message: string, kind: MessageKind | null): NextStep {
  if (memory.state === 'handed-over') return { step: 'wait' };
  if (kind === 'person') return { step: 'hand-over' };
  if (memory.state === 'confirming') {
    if (kind === 'yes') return { step: 'hand-over' };
    if (kind === 'no') return { step: 'say', what: 'declined' };
  }
  if (memory.state === 'clarifying') {
    const chosen = choiceOf(memory, message);
    if (chosen !== null && memory.slots.pending !== undefined) {
      return { step: 'answer', question: `${chosen} ${memory.slots.pending}` };
    }
  }
  if (kind === 'greeting' || kind === 'thanks') return { step: 'say', what: kind };
  return { step: 'answer', question: message };
}

/** The option that a message names: by its words, or by its number. */
function choiceOf({ slots }: DialogueMemory, message: string): string | null {
  const options = slots.options ?? [];
  const said = normalizeText(message).trim();
  const number = /^(?:第)?([1-9一二三四五])(?:个|项|\.)?$/u.exec(said)?.[1];
  if (number !== undefined) {
    const index = '一二三四五'.includes(number) ? '一二三四五'.indexOf(number) : Number(number) - 1;
    return options[index] ?? null;
  }
  return options.find((it) => normalizeText(it).trim() === said) ?? null;
}

/** What came of a message. */
export type Happening =
  | { readonly kind: 'answered'; readonly answer: Pick<Answer, 'question' | 'outcome' | 'citations'> }
  | { readonly kind: 'asked-back'; readonly question: string; readonly options: readonly string[] }
  | { readonly kind: 'said' }
  | { readonly kind: 'handed-over' }
  | { readonly kind: 'resumed' };

/** The memory after it. A refusal too many turns `asking` into `confirming`; nothing but `resumed` ends `handed-over`. */
export function remember(memory: DialogueMemory, happening: Happening): DialogueMemory {
  const { slots, summary } = memory;
  const topic = slots.topic === undefined ? {} : { topic: slots.topic };
  switch (happening.kind) {
    case 'handed-over':
      return { ...memory, state: 'handed-over', refusals: 0, slots: topic };
    case 'resumed':
      return { ...memory, state: 'asking', refusals: 0, slots: topic };
    case 'said':
      return memory.state === 'handed-over' ? memory : { ...memory, state: 'asking', slots: topic };
    case 'asked-back': {
      const { question, options } = happening;
      return { ...memory, state: 'clarifying', slots: { ...topic, pending: question, options: [...options] } };
    }
    case 'answered': {
      const { question, outcome, citations } = happening.answer;
      const topics = [...new Set(citations.map((it) => it.title || it.sourceKey))];
      const refusals = outcome === 'refused' ? memory.refusals + 1 : 0;
      return {
        state: refusals >= refusalsBeforeOffer ? 'confirming' : 'asking',
        refusals: refusals >= refusalsBeforeOffer ? 0 : refusals,
        slots: topics[0] === undefined ? topic : { topic: topics[0] },
        summary: [...summary, { question, outcome, topics }].slice(-summaryLength),
      };
    }
  }
}
