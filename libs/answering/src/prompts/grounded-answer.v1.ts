import type { Language } from '@mingda/language';
import type { ChatMessage } from '@mingda/models';

/** What the model writes when the passages do not answer. */
export const noAnswerMark = 'NO_ANSWER';

interface Input {
  readonly question: string;
  readonly lang: Language;
  readonly passages: readonly { readonly title: string; readonly text: string }[];
}

const instructions: Readonly<Record<Language, string>> = {
  zh: `你是企业知识库的问答助手。只依据下面编号的资料回答，用一到三句话，直接给出答案。每句话末尾用 [编号] 标明出处。数字、日期、型号必须与资料完全一致。资料没有答案时，只输出 ${noAnswerMark}。`,
  en: `You answer questions from a company's documents. Use only the numbered passages below, in one to three sentences that answer directly. End each sentence with the number of its passage, like [1]. Numbers, dates and part numbers must be exactly as written there. If the passages do not hold the answer, write only ${noAnswerMark}.`,
};

const labels: Readonly<Record<Language, { passages: string; question: string }>> = {
  zh: { passages: '资料', question: '问题' },
  en: { passages: 'Passages', question: 'Question' },
};

/** The prompt of grounded answers; a changed wording is a new version in a new file. */
export const groundedAnswerPrompt = {
  version: 'grounded-answer.v1',
  messages({ question, lang, passages }: Input): ChatMessage[] {
    const numbered = passages.map(({ title, text }, index) => `[${index + 1}] ${title}\n${text}`).join('\n\n');
    return [
      { role: 'system', content: instructions[lang] },
      { role: 'user', content: `${labels[lang].passages}:\n${numbered}\n\n${labels[lang].question}: ${question}` },
    ];
  },
} as const;
