import { MingdaError } from '@mingda/platform';
import { splitSentences, type Language } from '@mingda/language';
import type { ChatMessage, ChatWriter } from '@mingda/models';
import {
  askText,
  exampleMessages,
  passageText,
  systemText,
  type PromptExample,
  type PromptPassage,
} from '../prompts/prompt-template.ts';

export interface PromptParts {
  readonly question: string;
  readonly lang: Language;
  readonly steps: boolean;
  /** Best first. */
  readonly passages: readonly PromptPassage[];
  /** Most similar first. */
  readonly examples: readonly PromptExample[];
}

export interface FittedPrompt {
  readonly messages: readonly ChatMessage[];
  /** Passages that are in the prompt, the last of them maybe without its end. */
  readonly passages: number;
  readonly examples: number;
  /** Sentences of passages that were left out. */
  readonly leftOut: number;
}

/** Marks of role and turn around a message, generously. */
const tokensPerMessage = 12;

interface Measured {
  readonly head: number;
  readonly sentences: readonly (readonly [start: number, end: number])[];
  readonly tokens: readonly number[];
}

/**
 * The prompt within the model's window. Instruction and question always stay. What does not fit goes in this order:
 * examples from the least similar one, then sentences from the end of the lowest passage upwards; no sentence is cut.
 * @throws MingdaError `TEXT_TOO_LONG` when not even the question and the first sentence fit
 */
export async function fitContext(
  parts: PromptParts,
  { writer, answerTokens }: { readonly writer: ChatWriter; readonly answerTokens: number },
): Promise<FittedPrompt> {
  const system = systemText(parts);
  const count = async (texts: readonly string[]): Promise<readonly number[]> => writer.countTokens(texts);
  const fixed = sum(await count([system, askText(parts.question, [], parts.lang)])) + 2 * tokensPerMessage;
  const room = writer.contextTokens - answerTokens - fixed;
  const passages = await measure(parts.passages, count);
  const kept = passages.map(({ sentences }) => sentences.length);
  const size = (): number =>
    sum(passages.map((it, index) => (kept[index] === 0 ? 0 : it.head + sum(it.tokens.slice(0, kept[index])))));
  while (size() > room) {
    const last = kept.findLastIndex((sentences) => sentences > 0);
    if (last === -1 || (last === 0 && kept[0] === 1)) throw tooLong(writer, room);
    kept[last] -= 1;
  }
  const examples = await fittingExamples(parts, { count, room: room - size() });
  const shown = parts.passages
    .map(({ title, text }, index) => ({
      title,
      text: text.slice(0, passages[index].sentences[kept[index] - 1]?.[1] ?? 0),
    }))
    .filter(({ text }) => text !== '');
  return {
    messages: [
      { role: 'system', content: system },
      // The nearest example stands nearest to the question.
      ...examples.toReversed().flatMap((example) => exampleMessages(example, parts)),
      { role: 'user', content: askText(parts.question, shown.map(passageText), parts.lang) },
    ],
    passages: shown.length,
    examples: examples.length,
    leftOut: sum(passages.map((it, index) => it.sentences.length - kept[index])),
  };
}

async function measure(
  passages: readonly PromptPassage[],
  count: (texts: readonly string[]) => Promise<readonly number[]>,
): Promise<Measured[]> {
  const split = passages.map(({ text }) => splitSentences(text));
  const heads = await count(passages.map(({ title }, index) => passageText({ title, text: '\n' }, index)));
  const tokens = await count(
    split.flatMap((spans, index) => spans.map(([start, end]) => passages[index].text.slice(start, end))),
  );
  let next = 0;
  return split.map((sentences, index) => {
    const own = tokens.slice(next, next + sentences.length);
    next += sentences.length;
    return { head: heads[index], sentences, tokens: own };
  });
}

/** As many as there is room for, the most similar first. */
async function fittingExamples(
  { examples, lang, steps }: PromptParts,
  { count, room }: { readonly count: (texts: readonly string[]) => Promise<readonly number[]>; readonly room: number },
): Promise<PromptExample[]> {
  const written = examples.map((it) => exampleMessages(it, { lang, steps }));
  const sizes = await count(written.map((messages) => messages.map(({ content }) => content).join('\n')));
  const fitting: PromptExample[] = [];
  let left = room;
  for (const [index, example] of examples.entries()) {
    left -= sizes[index] + written[index].length * tokensPerMessage;
    if (left < 0) break;
    fitting.push(example);
  }
  return fitting;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, it) => total + it, 0);

function tooLong(writer: ChatWriter, room: number): MingdaError {
  return new MingdaError('TEXT_TOO_LONG', {
    subject: writer.name,
    detail: `the window of ${writer.contextTokens} tokens leaves ${Math.max(0, room)} for passages`,
    fixes: ['ask a shorter question', 'choose a model with a larger window', 'set MINGDA_CHAT_CONTEXT to its window'],
  });
}
