import type { Language } from '@mingda/language';
import type { ChatMessage } from '@mingda/models';
import pool from './examples.v1.json' with { type: 'json' };
import prompt from './grounded-answer.v2.json' with { type: 'json' };

export interface PromptPassage {
  readonly title: string;
  readonly text: string;
}

export interface PromptExample {
  readonly question: string;
  readonly passages: readonly PromptPassage[];
  /** What is thought before the answer is written, where the model is to think. */
  readonly thought: string;
  readonly answer: string;
}

/** What the model writes when the passages do not answer. */
export const noAnswerMark = 'NO_ANSWER';

/** A changed wording is a new version in a new file, so that a logged answer tells what it was asked with. */
export const promptVersion = `${prompt.version}+${pool.version}`;
export const promptExamples: Readonly<Record<Language, readonly PromptExample[]>> = { zh: pool.zh, en: pool.en };

export interface PromptStyle {
  readonly lang: Language;
  /** Whether the model thinks in writing before it answers. */
  readonly steps: boolean;
}

/** What is said first, and once. */
export function systemText({ lang, steps }: PromptStyle): string {
  const { instruction, steps: scaffold } = prompt[lang];
  return steps ? `${instruction}${lang === 'zh' ? '' : ' '}${scaffold}` : instruction;
}

export function passageText({ title, text }: PromptPassage, index: number): string {
  return `[${index + 1}] ${title}\n${text}`;
}

export function askText(question: string, passages: readonly string[], lang: Language): string {
  const labels = prompt[lang];
  return `${labels.passages}\n${passages.join('\n\n')}\n\n${labels.question}${question}`;
}

/** An example as it would have been asked and answered. */
export function exampleMessages(example: PromptExample, { lang, steps }: PromptStyle): ChatMessage[] {
  const { thought, answer } = prompt[lang];
  return [
    { role: 'user', content: askText(example.question, example.passages.map(passageText), lang) },
    {
      role: 'assistant',
      content: steps ? `${thought}${example.thought}\n${answer}${example.answer}` : example.answer,
    },
  ];
}

/** Where a model that was trained on plain text would go on to ask itself the next question. */
export function stopTexts(lang: Language): string[] {
  const { passages, question } = prompt[lang];
  return [`\n${passages}`, `\n${question.trim()}`];
}

/** The label that the final answer follows, with either colon. */
export function answerLabel(lang: Language): RegExp {
  const word = prompt[lang].answer.replace(/[：:]\s*$/u, '');
  return new RegExp(`(?:^|\\n)\\s*${word}\\s*[：:]\\s*`, 'iu');
}
