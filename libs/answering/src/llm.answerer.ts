import { supportOf } from '@mingda/domain';
import { detectLanguage } from '@mingda/language';
import type { ChatWriter, Embedder } from '@mingda/models';
import type { Answerer, AnswererInput, DraftAnswer, Quote } from './answerer.ts';
import { ExampleSelector } from './llm/example-selector.ts';
import { fitContext, type FittedPrompt } from './llm/fit-context.ts';
import { visibleText } from './llm/visible-text.ts';
import { completeUntil, writtenSentences } from './llm/written-sentences.ts';
import { noAnswerMark, promptVersion, stopTexts, type PromptStyle } from './prompts/prompt-template.ts';

/** Passages handed to the model; more would dilute what small models attend to. */
const passagesGiven = 6;
const answerTokens = { plain: 384, withSteps: 768 };
/** Share of a small window that the answer may take. */
const largestShare = 0.25;
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
  readonly #examples: ExampleSelector;
  readonly #steps: boolean;

  /** @param parts.steps let the model think in writing before it answers; its thoughts are not shown */
  constructor(parts: { readonly writer: ChatWriter; readonly embedder: Embedder; readonly steps?: boolean }) {
    this.#writer = parts.writer;
    this.#examples = new ExampleSelector(parts.embedder);
    this.#steps = parts.steps ?? false;
    this.name = `llm:${parts.writer.name}:${promptVersion}${this.#steps ? '+steps' : ''}`;
  }

  /** @throws MingdaError `TEXT_TOO_LONG` when the question alone fills the model's window; those of the writer */
  async answer(input: AnswererInput): Promise<DraftAnswer | null> {
    const found = input.found.slice(0, passagesGiven);
    if (found.length === 0) return null;
    const style: PromptStyle = { lang: detectLanguage(input.asked), steps: this.#steps };
    const limit = this.#answerTokens();
    const prompt = await this.#prompt(input, found, { style, limit });
    // The pieces that are sent add up to the text that is kept.
    const gap = style.lang === 'zh' ? '' : ' ';
    let written = '';
    let visible = '';
    let checkedUpTo = 0;
    const kept: CheckedSentence[] = [];
    let sentences = 0;
    const check = (until: number): void => {
      for (const [start, end] of writtenSentences(visible.slice(checkedUpTo, until))) {
        sentences += 1;
        const sentence = checkSentence(visible.slice(checkedUpTo + start, checkedUpTo + end), input, found);
        if (sentence === null) continue;
        input.onText?.(kept.length === 0 ? sentence.text : gap + sentence.text);
        kept.push(sentence);
      }
      checkedUpTo = until;
    };
    const options = { maxTokens: limit, signal: input.signal, stop: stopTexts(style.lang) };
    for await (const piece of this.#writer.stream(prompt.messages, options)) {
      written += piece;
      visible = visibleText(written, style);
      check(completeUntil(visible, checkedUpTo));
    }
    check(visible.length);
    if (kept.length === 0 || visible.includes(noAnswerMark)) return null;
    const { passages, examples, leftOut } = prompt;
    return {
      text: kept.map((it) => it.text).join(gap),
      confidence: kept.length / sentences,
      quotes: kept.flatMap((it) => it.quotes),
      trace: { written, sentences, kept: kept.length, prompt: promptVersion, passages, examples, leftOut },
    };
  }

  async #prompt(
    input: AnswererInput,
    found: AnswererInput['found'],
    { style, limit }: { readonly style: PromptStyle; readonly limit: number },
  ): Promise<FittedPrompt> {
    return fitContext(
      {
        ...style,
        question: input.asked,
        passages: found.map(({ title, text }) => ({ title, text })),
        examples: await this.#examples.nearest(input.question.vectors, style.lang),
      },
      { writer: this.#writer, answerTokens: limit },
    );
  }

  #answerTokens(): number {
    const wanted = this.#steps ? answerTokens.withSteps : answerTokens.plain;
    return Math.min(wanted, Math.floor(this.#writer.contextTokens * largestShare));
  }
}

/**
 * The sentence without its marks and the passage ranges that support it. Passages that it cites come first; a small model
 * often names the wrong one, so the others are looked at when those do not support it. Null when none does.
 */
function checkSentence(raw: string, input: AnswererInput, found: AnswererInput['found']): CheckedSentence | null {
  const cited = [...raw.matchAll(marker)].map((it) => Number(it[1]) - 1);
  const text = raw.replace(marker, '').trim();
  if (text === '' || text.includes(noAnswerMark)) return null;
  const quotesIn = (indexes: Iterable<number>): Quote[] =>
    [...new Set(indexes)].flatMap((index) => {
      const passage = found[index];
      const support = passage === undefined ? null : supportOf(text, passage, input.asked);
      return support === null || passage === undefined ? [] : [{ passage, ...support }];
    });
  const asCited = quotesIn(cited);
  const quotes = asCited.length > 0 ? asCited : quotesIn(found.keys());
  return quotes.length === 0 ? null : { text, quotes: quotes.slice(0, 2) };
}
