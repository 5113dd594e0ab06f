import type { Language } from '@mingda/language';

/** Names of sheets (31 characters at most) and of columns that only the spreadsheet has. */
export interface WorkbookTexts {
  readonly summary: string;
  readonly metrics: string;
  readonly groups: string;
  readonly questions: string;
  readonly trend: string;
  readonly key: string;
  readonly before: string;
  readonly id: string;
  readonly correct: string;
  readonly refused: string;
  readonly answerable: string;
  readonly milliseconds: string;
  readonly tags: string;
  readonly dateFormat: string;
}

export const workbookTexts: Readonly<Record<Language, WorkbookTexts>> = {
  en: {
    summary: 'Summary',
    metrics: 'Figures',
    groups: 'Groups',
    questions: 'Questions',
    trend: 'Trend',
    key: 'Key',
    before: 'Last time',
    id: 'Id',
    correct: 'Correct',
    refused: 'Refused',
    answerable: 'Answerable',
    milliseconds: 'Time (ms)',
    tags: 'Language, split, tags',
    dateFormat: 'yyyy-mm-dd hh:mm',
  },
  zh: {
    summary: '概要',
    metrics: '指标',
    groups: '分组',
    questions: '问题',
    trend: '走势',
    key: '代号',
    before: '上次',
    id: '编号',
    correct: '答对',
    refused: '拒答',
    answerable: '可回答',
    milliseconds: '用时（毫秒）',
    tags: '语言、划分、标签',
    dateFormat: 'yyyy-mm-dd hh:mm',
  },
};
