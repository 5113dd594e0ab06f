import { answerLabel, type PromptStyle } from '../prompts/prompt-template.ts';

const thinking = /^\s*<think>/u;
const thinkingEnd = '</think>';

/**
 * The part of what was written that is the answer. Thoughts are not: neither those that the prompt asked for, up to the
 * label of the answer, nor the block that reasoning models put in front of their own accord. While thoughts are being
 * written there is no visible part; more text only lengthens it.
 */
export function visibleText(written: string, { lang, steps }: PromptStyle): string {
  let text = written;
  if (thinking.test(text)) {
    const end = text.indexOf(thinkingEnd);
    if (end === -1) return '';
    text = text.slice(end + thinkingEnd.length);
  }
  if (!steps) return text;
  const label = answerLabel(lang).exec(text);
  return label === null ? '' : text.slice(label.index + label[0].length);
}
