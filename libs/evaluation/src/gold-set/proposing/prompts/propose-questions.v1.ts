import type { Language } from '@mingda/language';
import type { ChatMessage } from '@mingda/models';

const instructions: Readonly<Record<Language, string>> = {
  zh: `你为企业知识库出考题。阅读资料，写出员工或客户可能会问、且资料能完整回答的问题，最多三个。问题要能脱离资料单独看懂，尽量不照抄资料的用词。每行输出一个 JSON 对象，格式为 {"question":"问题","answer":"简短答案","quote":"资料中的原句"}。quote 必须与资料逐字相同。除此之外什么都不要输出。`,
  en: `You write exam questions for a company's knowledge base. Read the passage and write at most three questions that an employee or a customer might ask and that the passage answers completely. Each must be understandable without the passage and should not repeat its wording. Write one JSON object per line: {"question":"the question","answer":"a short answer","quote":"the sentence of the passage"}. The quote must be copied from the passage character by character. Write nothing else.`,
};

/** The prompt for questions of a passage; a changed wording is a new version in a new file. */
export const proposeQuestionsPrompt = {
  version: 'propose-questions.v1',
  messages({ title, text, lang }: { title: string; text: string; lang: Language }): ChatMessage[] {
    return [
      { role: 'system', content: instructions[lang] },
      { role: 'user', content: `${title}\n${text}` },
    ];
  },
} as const;
