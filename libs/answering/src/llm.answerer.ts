import { supportOf } from '@mingda/domain';
import { detectLanguage, splitSentences } from '@mingda/language';
import type { ChatWriter } from '@mingda/models';
import type { Answerer, AnswererInput, DraftAnswer, Quote } from './answerer.ts';
import { groundedAnswerPrompt, noAnswerMark } from './prompts/grounded-answer.v1.ts';

/** Passages handed to the model; more would dilute what small models attend to. */
const passagesGiven = 6;
const maxTokens = 512;
const marker = /\s*\[(\d{1,2})\]/g;

interface CheckedSentence {
  readonly text: string;
  readonly quotes: readonly Quote[];
}

/**
 * A language model writes from the same passages. Every sentence is checked against what it cites before anyone sees
 * it; a sentence without support is dropped, an answer without any supported sentence is refused.
 */
export class LlmAnswerer implements Answerer {
  readonly name: string;
  readonly #writer: ChatWriter;

  constructor(writer: ChatWriter) {
    this.#writer = writer;
    this.name = `llm:${writer.name}:${groundedAnswerPrompt.version}`;
  }

  async answer(input: AnswererInput): Promise<DraftAnswer | null> {
    const found = input.found.slice(0, passagesGiven);
    if (found.length === 0) return null;
    const messages = groundedAnswerPrompt.messages({
      question: input.asked,
      lang: detectLanguage(input.asked),
      passages: found.map((it) => ({ title: it.title, text: it.text })),
    });
    // The pieces that are sent add up to the text that is kept.
    const gap = detectLanguage(input.asked) === 'zh' ? '' : ' ';
    let written = '';
    let checkedUpTo = 0;
    const kept: CheckedSentence[] = [];
    let sentences = 0;
    const check = (until: number): void => {
      for (const [start, end] of splitSentences(written.slice(checkedUpTo, until))) {
        sentences += 1;
        const sentence = checkSentence(written.slice(checkedUpTo + start, checkedUpTo + end), input, found);
        if (sentence === null) continue;
        input.onText?.(kept.length === 0 ? sentence.text : gap + sentence.text);
        kept.push(sentence);
      }
      checkedUpTo = until;
    };
    for await (const piece of this.#writer.stream(messages, { maxTokens, signal: input.signal })) {
      written += piece;
      check(completeUntil(written, checkedUpTo));
    }
    check(written.length);
    if (kept.length === 0 || written.includes(noAnswerMark)) return null;
    return {
      text: kept.map((it) => it.text).join(gap),
      confidence: kept.length / sentences,
      quotes: kept.flatMap((it) => it.quotes),
      trace: { written, sentences, kept: kept.length, prompt: groundedAnswerPrompt.version },
    };
  }
}

/** Where the last sentence ends that more text cannot lengthen: a mark may still follow the last full stop. */
function completeUntil(written: string, from: number): number {
  const spans = splitSentences(written.slice(from));
  const last = spans.at(-1);
  return last === undefined || spans.length < 2 ? from : from + last[0];
}

/** The sentence without its marks and the passage ranges that support it; null when nothing cited does. */
function checkSentence(raw: string, input: AnswererInput, found: AnswererInput['found']): CheckedSentence | null {
  const cited = [...raw.matchAll(marker)].map((it) => Number(it[1]) - 1);
  const text = raw.replace(marker, '').trim();
  if (text === '' || text.includes(noAnswerMark)) return null;
  const quotes: Quote[] = [];
  for (const index of new Set(cited.length > 0 ? cited : found.keys())) {
    const passage = found[index];
    if (passage === undefined) continue;
    const support = supportOf(text, passage, input.asked);
    if (support !== null) quotes.push({ passage, ...support });
  }
  return quotes.length === 0 ? null : { text, quotes: quotes.slice(0, 2) };
}
