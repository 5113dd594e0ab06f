import type { Language } from '@mingda/language';

/** What is said when the documents do not answer. */
export const refusalText: Readonly<Record<Language, string>> = {
  zh: '抱歉，知识库中没有找到能回答这个问题的内容。',
  en: 'Sorry, the knowledge base holds nothing that answers this question.',
};
