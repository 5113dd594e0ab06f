import type { Language } from '@mingda/language';

interface MessageTexts {
  readonly reportTitle: (name: string, day: string) => string;
  readonly alertTitle: (name: string) => string;
  readonly open: string;
}

export const messageTexts: Readonly<Record<Language, MessageTexts>> = {
  en: {
    reportTitle: (name, day) => `Quality report: ${name}, ${day}`,
    alertTitle: (name) => `Quality alert: ${name}`,
    open: 'Open the report',
  },
  zh: {
    reportTitle: (name, day) => `质量报告：${name}，${day}`,
    alertTitle: (name) => `质量告警：${name}`,
    open: '打开报告',
  },
};
