import type { Language } from '@mingda/language';

type Said = Readonly<Record<Language, string>>;

/** What is said where no document is asked. */
export const dialogueTexts = {
  greeting: { zh: '您好！请问有什么可以帮您？', en: 'Hello! What would you like to know?' },
  thanks: { zh: '不客气，还有问题随时问我。', en: 'You are welcome. Ask me any time.' },
  declined: { zh: '好的，请继续提问。', en: 'All right, please go on asking.' },
  handedOver: {
    zh: '好的，正在为您转接人工，请稍候。',
    en: 'All right, a person will take over. Please wait a moment.',
  },
  waiting: {
    zh: '对话已转给人工，您的消息会由人工回复。',
    en: 'This conversation has been handed over; a person will reply to your message.',
  },
  offerPerson: { zh: '需要为您转接人工吗？', en: 'Shall a person take over?' },
  whichTopic: { zh: '您想问的是哪一个？', en: 'Which one do you mean?' },
} as const satisfies Readonly<Record<string, Said>>;

/** What can be chosen when a person is offered. */
export const offerOptions: Readonly<Record<Language, readonly [yes: string, no: string]>> = {
  zh: ['转人工', '不用了'],
  en: ['Talk to a person', 'No thanks'],
};
